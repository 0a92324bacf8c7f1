using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>Calls as the golden samples of <c>tests/protocol</c> have them, and what a hostile or broken client may make of one.</summary>
internal static class Corpus
{
    private static readonly string[] Nasty =
    [
        "null", "true", "0", "-1", "1.5", "1e999", "-1e999", "1e400", "9007199254740993", "-9007199254740993", "18446744073709551615", "-0",
        "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"NaN\"", "\"p-ann\"", "\"__proto__\"", "\"\\u202e\\u200b\"", "[]", "{}", "[[]]", "{\"\":{}}", "[null]", "{\"a\":1,\"a\":2}",
        $"\"{new string('x', 9_000)}\"", $"[{string.Join(',', Enumerable.Repeat("0.5", 1_500))}]", Deep(17), Deep(33), Deep(70), Deep(2_000),
    ];

    /// <summary>Requests by call: what stands in <c>call.*.json</c>.</summary>
    public static IReadOnlyList<(string Call, string Request)> Calls { get; } = [.. Read()];

    /// <summary>A call as SignalR's JSON protocol has it, without its end mark: mostly sound in form, mostly wrong in content.</summary>
    public static string Invocation(Random random)
    {
        var (call, request) = Calls[random.Next(Calls.Count)];
        for (var changes = random.Next(4); changes > 0; changes--) request = Change(request, random);
        if (random.Next(50) == 0) call = random.Next(3) switch { 0 => "", 1 => "nonsense", _ => "\\u0000" };
        var arguments = random.Next(60) switch { 0 => "", 1 => $"{request},1", 2 => Nasty[random.Next(Nasty.Length)], _ => request };
        var id = random.Next(3) == 0 ? "" : $"\"invocationId\":\"{random.Next()}\",";
        return random.Next(80) switch
        {
            0 => $"{{\"type\":{random.Next(-1, 12)},{id}\"target\":\"{call}\",\"arguments\":[{arguments}]}}",
            1 => $"{{\"type\":4,{id}\"target\":\"{call}\",\"arguments\":[{arguments}]}}",
            2 => $"{{\"type\":3,{id}\"result\":{request}}}",
            3 => $"{{\"type\":1,{id}\"target\":\"{call}\",\"arguments\":[{arguments}],\"streamIds\":[\"1\"]}}",
            _ => $"{{\"type\":1,{id}\"target\":\"{call}\",\"arguments\":[{arguments}]}}",
        };
    }

    /// <summary>The same, as bytes: text with its end mark, or MessagePack behind its length.</summary>
    public static byte[] Bytes(string message, bool isPacked)
    {
        if (!isPacked) return Encoding.UTF8.GetBytes(message + '\u001e');
        var (writer, packed) = (new MessagePackWriter(), new ArrayBufferWriter<byte>());
        MessagePackMessage.FromJson(Encoding.UTF8.GetBytes(message), writer);
        writer.CopyTo(packed);
        return packed.WrittenSpan.ToArray();
    }

    /// <summary>Whether MessagePack can say it: <see cref="MessagePackWriter"/> writes what our own side made, which is sound.</summary>
    public static bool CanPack(string message)
    {
        try
        {
            Bytes(message, isPacked: true);
            return HalfCharacter.In(Encoding.UTF8.GetBytes(message)) < 0; // it would be mended, and then be another
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>A few bytes flipped, cut, doubled, moved, or replaced by what means something in either protocol.</summary>
    public static byte[] Break(byte[] bytes, Random random)
    {
        var broken = new List<byte>(bytes);
        for (var changes = random.Next(1, 6); changes > 0 && broken.Count > 0; changes--)
        {
            var at = random.Next(broken.Count);
            switch (random.Next(6))
            {
                case 0: broken[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: broken[at] = (byte)random.Next(256); break;
                case 2: broken.RemoveRange(at, Math.Min(random.Next(1, 9), broken.Count - at)); break;
                case 3: broken.InsertRange(at, broken.GetRange(at, Math.Min(random.Next(1, 40), broken.Count - at))); break;
                case 4: broken.Insert(at, Meaning[random.Next(Meaning.Length)]); break;
                default: broken[at] = Meaning[random.Next(Meaning.Length)]; break;
            }
        }
        return [.. broken];
    }

    // Marks of JSON, and of MessagePack: the longest text, array, map, binary and extension, and the byte that is none.
    private static ReadOnlySpan<byte> Meaning => [(byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)'e', 0x1e, 0, 0x91, 0x81, 0xc0, 0xc1, 0xc6, 0xc9, 0xdb, 0xdd, 0xdf, 0xff];

    private static string Change(string request, Random random)
    {
        var nasty = Nasty[random.Next(Nasty.Length)];
        if (request.Length > 4_000 || Parse(request) is not JsonObject { Count: > 0 } value) return nasty;
        var name = value.ElementAt(random.Next(value.Count)).Key;
        // As text, since some of what is wanted no tree of values can hold.
        return random.Next(6) switch
        {
            0 => Without(value, name).ToJsonString(),
            1 => $"{request.TrimEnd()[..^1]},\"{name}\":{nasty}}}",
            2 => $"{{\"{name.ToUpperInvariant()}\":{nasty},{request.TrimStart()[1..]}",
            _ when Without(value, name) is { Count: > 0 } rest => $"{rest.ToJsonString()[..^1]},\"{name}\":{nasty}}}",
            _ => $"{{\"{name}\":{nasty}}}",
        };
    }

    // Null: no object, or one that no tree of values can hold and write again.
    private static JsonObject? Parse(string text)
    {
        try
        {
            var value = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
            value?.ToJsonString();
            return value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonObject Without(JsonObject value, string name) =>
        new(value.Where(item => item.Key != name).Select(item => KeyValuePair.Create(item.Key, item.Value?.DeepClone())));

    private static string Deep(int depth) => new string('[', depth) + new string(']', depth);

    private static IEnumerable<(string, string)> Read([CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../protocol"));
        foreach (var file in Directory.GetFiles(folder, "call.*.json").Order(StringComparer.Ordinal))
        {
            using var sample = JsonDocument.Parse(File.ReadAllText(file));
            var call = sample.RootElement.GetProperty("call").GetString()!;
            foreach (var request in sample.RootElement.GetProperty("requests").EnumerateObject()) yield return (call, JsonSerializer.Serialize(request.Value));
        }
    }
}
