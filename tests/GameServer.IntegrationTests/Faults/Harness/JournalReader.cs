using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Journals;
using GameServer.Protocol;
using GameServer.Reliability;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Reads what a stopped or killed server left, and writes it into a history: the evidence that is no client's word.</summary>
public static class JournalReader
{
    private const int Chunk = 1_000;

    /// <summary>Adds every room that the history names, with all its events.</summary>
    public static async Task WriteAsync(Recorder history, string dataDirectory)
    {
        await using var journal = new SqliteJournal(new SqliteJournalOptions(dataDirectory), TimeProvider.System, new SecureChance(), NullLogger<SqliteJournal>.Instance);
        await WriteAsync(history, journal);
    }

    /// <summary>The same, of a journal that nobody writes any more.</summary>
    public static async Task WriteAsync(Recorder history, IJournal journal)
    {
        var opening = await journal.OpenAsync();
        if (opening.EpochsRaised is { } why) history.Fault("raised", $"opening the journal after the run raised every epoch: {why}");
        foreach (var room in history.Of(LineKind.Joined).Select(l => l.Room!).Distinct())
        {
            if (await journal.LoadAsync(room) is not { } record) continue;
            history.Add(new Line { What = LineKind.Journal, Room = room, Epoch = record.Epoch, Seq = record.First, Head = record.Head });
            for (var next = record.First; next <= record.Head;)
            {
                var events = await journal.ReadAsync(room, record.Epoch, next, Chunk, int.MaxValue);
                if (events.Count == 0) break;
                foreach (var e in events) history.Add(Commit(history, room, record.Epoch, e));
                next = events[^1].Seq + 1;
            }
        }
    }

    private static Line Commit(Recorder history, string room, string epoch, LogEvent e)
    {
        var entry = new RawJson(e.Entry).To<Entry>()!;
        var data = entry.Data ?? default;
        return new Line
        {
            T = history.TimeOf(entry.At!.Value), What = LineKind.Commit, Room = room, Epoch = epoch, Seq = e.Seq, By = entry.From, Note = entry.Type,
            Hash = Recorder.HashOf(entry.Type!, entry.At!.Value, entry.From, data), Move = Recorder.MoveIn(data),
            Audience = e.Audience is { } audience ? AudienceOf(history, audience) : null,
        };
    }

    private static IReadOnlyList<string> AudienceOf(Recorder history, Audience audience) => audience.IsExcept
        ? [.. history.Of(LineKind.Welcome).Select(l => l.Who!).Distinct().Except(audience.Players.Select(history.NameOf))]
        : [.. audience.Players.Select(history.NameOf)];
}
