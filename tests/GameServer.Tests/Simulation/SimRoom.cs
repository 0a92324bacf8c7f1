using System.Text.Json;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>What a simulated page knows of one room: where it stands, what it waits for, what it sees.</summary>
public sealed class SimRoom(string code)
{
    private readonly SortedDictionary<string, bool> _away = new(StringComparer.Ordinal);
    private int _count;
    private long _sum;

    public string Code { get; } = code;

    /// <summary>The last event taken; null: nothing is known of the room's history.</summary>
    public Cursor? Cursor { get; set; }

    /// <summary>The history the outbox belongs to; a page keeps it beside the outbox, also over a reload.</summary>
    public string? Epoch { get; set; }

    /// <summary>Whether this generation's join was answered.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Whether a join is under way.</summary>
    public bool IsJoining { get; set; }

    /// <summary>Whether the player has asked to leave: nobody moves then.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>What overtook the answer of the join.</summary>
    public List<Action> Held { get; } = [];

    /// <summary>Moves without a decision yet, in order of their numbers.</summary>
    public List<Pending> Outbox { get; } = [];

    public long LastMove { get; set; }

    public int SinceSeen { get; set; }

    /// <summary>Begins anew from a snapshot's state; the hash of what a player would see.</summary>
    public string Begin(RawJson state)
    {
        var shown = state.To<State>()!;
        _away.Clear();
        foreach (var member in shown.Table.Members) _away[member.Id] = member.Away;
        (_count, _sum) = (shown.Game.Count, shown.Game.Sum);
        return Hash();
    }

    /// <summary>One event on; the hash of what a player would see.</summary>
    public string Apply(Entry entry)
    {
        switch (entry.Type)
        {
            case "joined" or "back":
                _away[entry.From!] = false;
                break;
            case "away":
                _away[entry.From!] = true;
                break;
            case "left":
                _away.Remove(entry.From!);
                break;
            case "counted":
                (_count, _sum) = (_count + 1, (_sum * 31 + entry.Data!.Value.To<Tally.Counted>()!.Weight) % 1_000_003);
                break;
        }
        return Hash();
    }

    private string Hash() => PayloadHash.Of(string.Join(' ', _away.Select(m => m.Value ? $"{m.Key}:away" : m.Key)), $"{_count} {_sum}");

    /// <summary>A move in the outbox.</summary>
    public sealed record Pending(long N, string Name, int Weight);

    private sealed record State(TableState Table, [property: System.Text.Json.Serialization.JsonPropertyName("state")] TallyState Game);

    private sealed record TableState(Member[] Members);

    private sealed record Member(string Id, bool Away);

    private sealed record TallyState(int Count, long Sum);
}
