using System.Text;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Tests.MessagePack;

/// <summary>Half of a character, written as an escape, is well-formed JSON that cannot be said in UTF-8: nobody may bring it, and nobody falls over it.</summary>
public sealed class HalfCharacterTests
{
    [Theory]
    [InlineData("""["x","\ud800"]""", false, "the first half alone")]
    [InlineData("""["x","\uDFFF"]""", false, "the second half alone")]
    [InlineData("""["x","\ud83c\ud83c\udfb2"]""", false, "a first half before a whole character")]
    [InlineData("""["x","\ud83c\n"]""", false, "another escape behind it")]
    [InlineData("""["x","\ud83c\\udfb2"]""", false, "a backslash and letters behind it")]
    [InlineData("""[{"a":{"\ud800":1}}]""", false, "in a name")]
    [InlineData("""["x","\ud83c\udfb2"]""", true, "a whole character")]
    [InlineData("""["x","\\ud800"]""", true, "a backslash and letters")]
    [InlineData("""["x","\\\"\u00e9\u0000"]""", true, "other escapes")]
    public void Data_with_half_a_character_is_refused_and_all_that_is_whole_is_not(string json, bool isSound, string because) =>
        new RawJson(Encoding.UTF8.GetBytes(json)).IsSound(16).Should().Be(isSound, because);

    [Theory]
    [InlineData("\"\\ud800\"", "a3efbfbd")]
    [InlineData("\"a\\udc00\\ud83c\\udfb2\\n\\ud83c\"", "ac61efbfbdf09f8eb20aefbfbd")]
    [InlineData("{\"\\ud800\":\"\\u00e9\"}", "81a3efbfbda2c3a9")]
    public void A_log_that_holds_one_is_still_read_with_a_sign_in_its_place(string json, string hex)
    {
        var writer = new MessagePackWriter();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();

        MessagePackJson.FromJson(ref reader, writer);

        Convert.ToHexStringLower(writer.Written).Should().Be(hex);
    }
}
