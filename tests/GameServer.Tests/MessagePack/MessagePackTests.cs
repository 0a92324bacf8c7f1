using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using GameServer.Protocol;
using GameServer.Tests.Guards;

namespace GameServer.Tests.MessagePack;

/// <summary>MessagePack as another way of writing the same JSON: what goes through it comes back, and nothing in it is believed.</summary>
public class MessagePackTests
{
    public static TheoryData<string, string> Samples
    {
        get
        {
            var samples = new TheoryData<string, string>();
            foreach (var file in Repository.Files("tests/protocol", ".json"))
            {
                using var golden = JsonDocument.Parse(Repository.Read(file));
                foreach (var group in golden.RootElement.EnumerateObject().Where(group => group.Value.ValueKind == JsonValueKind.Object))
                {
                    foreach (var sample in group.Value.EnumerateObject()) samples.Add($"{file}: {sample.Name}", sample.Value.GetRawText());
                }
            }
            return samples;
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void Every_sample_of_the_wire_comes_back_as_it_was(string title, string sample)
    {
        using var before = JsonDocument.Parse(sample);
        using var after = JsonDocument.Parse(ToJson(FromJson(sample)));

        JsonElement.DeepEquals(before.RootElement, after.RootElement).Should().BeTrue("{0} was {1} and is {2}", title, sample, after.RootElement);
    }

    [Fact]
    public void Any_value_comes_back_as_it_was() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var value = Value(new Random(seed), depth: 3);
            using var before = JsonDocument.Parse(value);
            using var after = JsonDocument.Parse(ToJson(FromJson(value)));
            return JsonElement.DeepEquals(before.RootElement, after.RootElement);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData("0", "00")]
    [InlineData("127", "7f")]
    [InlineData("128", "cc80")]
    [InlineData("256", "cd0100")]
    [InlineData("65536", "ce00010000")]
    [InlineData("4294967296", "cf0000000100000000")]
    [InlineData("-1", "ff")]
    [InlineData("-32", "e0")]
    [InlineData("-33", "d0df")]
    [InlineData("-129", "d1ff7f")]
    [InlineData("-32769", "d2ffff7fff")]
    [InlineData("-2147483649", "d3ffffffff7fffffff")]
    [InlineData("0.5", "ca3f000000")]
    [InlineData("0.1", "cb3fb999999999999a")]
    [InlineData("2.0", "02")]
    [InlineData("1e3", "cd03e8")]
    [InlineData("1e300", "cb7e37e43c8800759c")]
    [InlineData("\"a\\n\\u00e9\"", "a4610ac3a9")]
    [InlineData("{\"a\":[true,false,null]}", "81a16193c3c2c0")]
    public void A_value_is_written_in_its_shortest_form(string json, string hex) =>
        Convert.ToHexStringLower(FromJson(json)).Should().Be(hex);

    [Theory]
    [InlineData(15, "9f")]
    [InlineData(16, "dc0010")]
    [InlineData(65_535, "dcffff")]
    [InlineData(65_536, "dd00010000")]
    public void A_long_array_says_its_length(int count, string head)
    {
        var packed = FromJson($"[{string.Join(',', Enumerable.Repeat("7", count))}]");

        Convert.ToHexStringLower(packed).Should().StartWith(head + "07").And.HaveLength(head.Length + (2 * count));
    }

    [Theory]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(256, "da0100")]
    [InlineData(65_536, "db00010000")]
    public void A_long_text_says_its_length(int length, string head) =>
        Convert.ToHexStringLower(FromJson($"\"{new string('x', length)}\"")).Should().StartWith(head + "78").And.HaveLength(head.Length + (2 * length));

    [Theory]
    [InlineData("c40100", "binary data")]
    [InlineData("d6ff00000000", "a time")]
    [InlineData("c7020501ff", "an extension")]
    [InlineData("ca7f800000", "infinity")]
    [InlineData("cb7ff8000000000000", "not a number")]
    public void What_JSON_has_no_word_for_becomes_a_number_that_nothing_takes(string hex, string because)
    {
        var json = ToJson(Convert.FromHexString(hex));

        json.Should().Be("1e999", because);
        new RawJson(Encoding.UTF8.GetBytes(json)).IsSound(16).Should().BeFalse(because);
    }

    [Fact]
    public void What_is_nested_too_deep_is_cut_off_at_the_bound_and_read_to_its_end()
    {
        byte[] deep = [0x92, .. Enumerable.Repeat((byte)0x91, 100_000), 0xc0, 0x07];

        ToJson(deep).Should().Be($"[{new string('[', 63)}1e999{new string(']', 63)},7]");
    }

    [Theory]
    [InlineData("dd7fffffff", "an array of two billion")]
    [InlineData("dfffffffff", "a map of four billion")]
    [InlineData("dbffffffff61", "a text of four billion bytes")]
    [InlineData("c6ffffffff00", "as much binary data")]
    [InlineData("c9ffffffff0000", "as large an extension")]
    [InlineData("92c0", "the second value is missing")]
    [InlineData("81a161", "a value is missing")]
    [InlineData("cb0000", "a number is cut off")]
    [InlineData("c1", "the one byte that means nothing")]
    [InlineData("a2c328", "no UTF-8")]
    [InlineData("", "nothing")]
    public void What_is_no_MessagePack_is_refused_before_anything_is_made_of_it(string hex, string because)
    {
        var bytes = Convert.FromHexString(hex);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = () => ToJson(bytes);

        reading.Should().Throw<InvalidDataException>(because);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20, "no length is believed");
    }

    [Fact]
    public void Messages_are_taken_when_they_are_whole_and_one_at_a_time()
    {
        var one = Message("""{"type":1,"target":"left","arguments":["KITE7","kicked",null]}""");
        var both = one.Concat(Message("""{"type":6}""")).ToArray();

        for (var length = 0; length < one.Length; length++)
        {
            var part = new ReadOnlySequence<byte>(one, 0, length);
            MessagePackMessage.TryTake(ref part, out _).Should().BeFalse();
            part.Length.Should().Be(length, "nothing is consumed");
        }
        var input = new ReadOnlySequence<byte>(both);
        MessagePackMessage.TryTake(ref input, out var first).Should().BeTrue();
        MessagePackMessage.TryTake(ref input, out var second).Should().BeTrue();
        input.IsEmpty.Should().BeTrue();
        (Read(first.ToArray()), Read(second.ToArray())).Should().Be(("""{"type":1,"target":"left","arguments":["KITE7","kicked",null]}""", """{"type":6}"""));
    }

    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"Ping","arguments":[{"t":1.5}]}""")]
    [InlineData("""{"type":3,"invocationId":"7","result":{"ok":true}}""")]
    [InlineData("""{"type":3,"invocationId":"7","result":null}""")]
    [InlineData("""{"type":3,"invocationId":"7","error":"no"}""")]
    [InlineData("""{"type":3,"invocationId":"7"}""")]
    [InlineData("""{"type":7,"error":"too long","allowReconnect":true}""")]
    [InlineData("""{"type":7}""")]
    public void A_message_of_the_hub_comes_back_as_it_was(string message)
    {
        var input = new ReadOnlySequence<byte>(Message(message));

        MessagePackMessage.TryTake(ref input, out var packed).Should().BeTrue();

        Read(packed.ToArray()).Should().Be(message);
    }

    [Theory]
    [InlineData(8, 96)]
    [InlineData(50, 560)]
    public void A_frame_of_moving_entities_is_small(int entities, int most)
    {
        var data = RawJson.From(Enumerable.Range(0, entities).Select(i => new[] { i, 97 * i - 900, 4_000 - (83 * i) }));

        Message($$"""{"type":1,"target":"frame","arguments":["KITE7",123456,42,{{data}}]}""").Length.Should().BeLessThanOrEqualTo(most);
    }

    private static byte[] FromJson(string json)
    {
        var writer = new MessagePackWriter();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        MessagePackJson.FromJson(ref reader, writer);
        return writer.Written.ToArray();
    }

    private static string ToJson(byte[] packed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        var reader = new MessagePackReader(packed);
        MessagePackJson.ToJson(ref reader, writer);
        reader.IsAtEnd.Should().BeTrue();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static byte[] Message(string json)
    {
        var (writer, output) = (new MessagePackWriter(), new ArrayBufferWriter<byte>());
        MessagePackMessage.FromJson(Encoding.UTF8.GetBytes(json), writer);
        writer.CopyTo(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Read(byte[] message)
    {
        var output = new ArrayBufferWriter<byte>();
        MessagePackMessage.ToJson(message, output);
        return Encoding.UTF8.GetString(output.WrittenSpan[..^1]).Replace("\"headers\":{},", "", StringComparison.Ordinal); // empty is as good as absent
    }

    private static string Value(Random random, int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => $"{random.Next(-40, 300)}",
        1 => $"{random.NextInt64(-RawJson.MaxInteger, RawJson.MaxInteger) >> random.Next(53)}",
        2 => JsonSerializer.Serialize(BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 0.5),
        3 => JsonSerializer.Serialize(MathF.Round(random.NextSingle() * 1_000, 2)),
        4 => JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(1, 0xd800)))),
        5 => random.Next(3) switch { 0 => "true", 1 => "false", _ => "null" },
        6 => $"[{string.Join(',', Enumerable.Range(0, random.Next(20)).Select(_ => Value(random, depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(20)).Select(i => $"\"n{i}\":{Value(random, depth - 1)}"))}}}",
    };
}
