using System.Text;
using GameServer.Engine;

namespace GameServer.Tests.Journals;

/// <summary>What the journal tests write.</summary>
internal static class JournalSamples
{
    public static readonly RoomHeader Relay = new("relay", IsPrivate: false, HasEnded: false);

    public static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(this ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);

    public static LogEvent Event(long seq, Audience? audience = null) =>
        new(seq, Utf8($$"""{"type":"said","at":1,"data":"event {{seq}}"}"""), audience);

    public static LogEvent[] Events(long first, long last) =>
        [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => Event(first + i))];

    /// <summary>The first commit of a room.</summary>
    public static RoomCommit Opened(string room, string epoch = "e1", params LogEvent[] events) =>
        new(room, epoch) { Header = Relay, Table = Utf8("table"), State = Utf8("state"), Events = events };

    public static RoomCommit More(string room, params LogEvent[] events) => new(room, "e1") { Events = events };

    public static KeptAck Ack(string player, long n) => new(player, n, Utf8($$"""{"n":{{n}},"ok":true}"""));

    public static PlayerRecord Player(string id, byte token = 1, long lastSeen = 0) =>
        new(id, Enumerable.Repeat(token, 32).ToArray(), $"{id}'s name", Look: 3, PersonalEpoch: "p1", lastSeen);

    public static ValueTask WriteAsync(this IJournal journal, long number, params JournalEntry[] batch) =>
        journal.WriteAsync(number, batch);

    public static async Task<string[]> EntriesAsync(this IJournal journal, string room, string epoch = "e1", long first = 1) =>
        [.. (await journal.ReadAsync(room, epoch, first, int.MaxValue, int.MaxValue)).Select(e => $"{e.Seq} {e.Entry.Text()}")];
}

/// <summary>A clock that stands where the test puts it.</summary>
internal sealed class JournalClock : TimeProvider
{
    public long UnixMs { get; set; } = 1_700_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMs);

    public override long GetTimestamp() => UnixMs;

    public override long TimestampFrequency => 1000;
}
