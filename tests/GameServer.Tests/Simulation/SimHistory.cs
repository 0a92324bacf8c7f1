using System.Security.Cryptography;
using System.Text;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>The lines of a simulated run, and what the disk adds to them at its end.</summary>
public sealed class SimHistory
{
    private readonly List<Line> _lines = [];

    public IReadOnlyList<Line> Lines => _lines;

    public void Add(Line line) => _lines.Add(line);

    /// <summary>What an entry says, as lines say it.</summary>
    public static Line Of(Entry entry)
    {
        if (entry.Hidden is not null) return new Line();
        var data = entry.Data ?? default;
        return new Line
        {
            Note = entry.Type, Hash = PayloadHash.Of(entry.Type, entry.At!.Value.ToString(null, null), entry.From, data.ToString()),
            Move = entry.Type == "counted" ? data.To<Tally.Counted>()!.Move : null,
        };
    }

    /// <summary>Everything that was made durable and never lost.</summary>
    /// <param name="entries">The disk's, in order.</param>
    /// <param name="nameOf">Players by id.</param>
    /// <param name="all">Everybody's name.</param>
    public void AddJournal(IEnumerable<JournalEntry> entries, Func<string?, string?> nameOf, IReadOnlyList<string> all)
    {
        var held = new Dictionary<(string Room, string Epoch), (long First, long Head)>();
        foreach (var commit in entries.OfType<RoomCommit>())
        {
            foreach (var item in commit.Events)
            {
                var entry = new RawJson(item.Entry).To<Entry>()!;
                Add(Of(entry) with { What = LineKind.Commit, Room = commit.Room, Epoch = commit.Epoch, Seq = item.Seq, By = nameOf(entry.From), Audience = Names(item.Audience) });
                var key = (commit.Room, commit.Epoch);
                held[key] = (held.TryGetValue(key, out var known) ? known.First : item.Seq, item.Seq);
            }
        }
        // What an epoch that was given up held is not known: its tail is lost.
        var raised = _lines.Where(l => l.What == LineKind.Raised).Select(l => (l.Room!, l.Epoch!)).ToHashSet();
        foreach (var (key, (first, head)) in held)
        {
            if (!raised.Contains(key)) Add(new Line { What = LineKind.Journal, Room = key.Room, Epoch = key.Epoch, Seq = first, Head = head });
        }

        IReadOnlyList<string>? Names(Audience? audience) => audience is null ? null
            : audience.IsExcept ? [.. all.Except(audience.Players.Select(player => nameOf(player)!))] : [.. audience.Players.Select(player => nameOf(player)!)];
    }

    /// <summary>Equal for equal histories: the proof that a seed says everything.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _lines))), 0, 8);
}
