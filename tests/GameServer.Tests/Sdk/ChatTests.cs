using System.Text;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class ChatTests
{
    [Fact]
    public void Chat_is_for_all_where_it_is_on()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Chat.Should().BeTrue();
        var step = table.Do("eve", "chat", "\"Grüße\"");
        step.Events.Should().ContainSingle().Which.Should().Be(new Published("chat", Some.Json("""{"text":"Grüße"}"""), "eve"));
        (step.TableChanged, step.StateChanged).Should().Be((false, false));
        table.Do("ann", "chat", $"\"{new string('x', 200)}\"").Ok.Should().BeTrue();
        table.Do("ann", "chat", $"\"{string.Concat(Enumerable.Repeat("🎲", 200))}\"").Ok.Should().BeTrue("characters are counted, not bytes");
        foreach (var bad in new[] { $"\"{new string('x', 201)}\"", "\"\"", "\"  \"", "7", "null", "\"\\ud83c\"" })
            table.Do("ann", "chat", bad).Reason.Should().Be(Reasons.BadArgs, bad);
        table.Do("ann", "chat").Reason.Should().Be(Reasons.BadArgs);
    }

    [Theory]
    [InlineData("ab\u202Edc\u2066e", "abdce")]
    [InlineData("one\n\ttwo\u0007  three\u001B[2J", "one two three[2J")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 👨\u200D👩", "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 👨\u200D👩")]
    public void What_is_said_is_one_line_that_steers_and_turns_nothing(string said, string shown)
    {
        var table = Some.Table();
        table.Join("ann");

        var step = table.Do("ann", "chat", Encoding.UTF8.GetString(RawJson.From(said).Utf8.Span));

        step.Events.Should().ContainSingle().Which.Data.To<JsonElement>().GetProperty("text").GetString().Should().Be(shown);
        table.Do("ann", "chat", "\"\u202E \u200D\"").Reason.Should().Be(Reasons.BadArgs, "nothing is left of it");
    }

    [Fact]
    public void Among_strangers_chat_is_off()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");

        table.Chat.Should().BeFalse();
        table.Do("ann", "chat", "\"hi\"").Reason.Should().Be(Reasons.ChatOff);
    }

    [Fact]
    public void One_emote_in_a_second_and_a_half()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Do("ann", "emote", "7").Events.Should().ContainSingle().Which.Data.ToString().Should().Be("""{"emote":7}""");
        table.Do("ann", "emote", "0").Reason.Should().Be(Reasons.Refused);
        table.Do("eve", "emote", "0").Ok.Should().BeTrue("each has a pause of its own");
        table.NextDue.Should().Be(TimeSpan.FromSeconds(1.5), "a room passes time only while something is due");
        table.Advance(1.4);
        table.Do("ann", "emote", "0").Reason.Should().Be(Reasons.Refused);
        table.Advance(0.1).Should().BeEquivalentTo(Step.Nothing);
        table.Do("ann", "emote", "0").Ok.Should().BeTrue();
        foreach (var bad in new[] { "8", "-1", "1.5", "\"1\"", "null" }) table.Do("ann", "emote", bad).Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "emote").Reason.Should().Be(Reasons.BadArgs);
    }

    [Fact]
    public void An_event_from_outside_is_published_as_it_is()
    {
        var published = new Published("news", Some.Json("[1]"), null, Audience.Only("ann"));

        Some.Table().Publish(published).Events.Should().Equal(published);
    }
}
