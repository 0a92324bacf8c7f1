using System.Text.Json;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>What a simulated page knows of one room: where it stands, what it waits for, what it sees.</summary>
public sealed class SimRoom(string code)
{
    private readonly SortedDictionary<string, bool> _away = new(StringComparer.Ordinal); // who has a seat, and is away
    private string _people = "";
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

    /// <summary>Begins anew from a snapshot's state; what a player would see.</summary>
    /// <param name="owner">Whose the private part is; null: there is none.</param>
    public string Begin(RawJson state, out string? owner)
    {
        var shown = state.To<State>()!;
        var hand = shown.Mine?.Hands.Seat;
        owner = hand is null ? null : shown.Table.Members.FirstOrDefault(member => member.Seat == hand)?.Id ?? "nobody";
        _away.Clear();
        foreach (var member in shown.Table.Members.Where(member => member.Seat is not null)) _away[member.Id] = member.Away;
        People();
        (_count, _sum) = (shown.Game.Count, shown.Game.Sum);
        return View();
    }

    /// <summary>One event on; what a player would see.</summary>
    public string Apply(Entry entry)
    {
        switch (entry.Type)
        {
            case "joined" or "seated":
                Seat(entry.From!, entry.Data!.Value.To<Seated>()!.Seat is not null);
                break;
            case "left":
                Seat(entry.From!, isSeated: false);
                break;
            case "away" or "back" when _away.ContainsKey(entry.From!):
                _away[entry.From!] = entry.Type == "away";
                People();
                break;
            case "counted":
                (_count, _sum) = (_count + 1, (_sum * 31 + entry.Data!.Value.To<Tally.Counted>()!.Weight) % 1_000_003);
                break;
        }
        return View();
    }

    private void Seat(string player, bool isSeated)
    {
        if (isSeated) _away.TryAdd(player, false);
        else _away.Remove(player);
        People();
    }

    private void People() => _people = PayloadHash.Of([.. _away.Select(m => m.Value ? $"{m.Key}:away" : m.Key)]);

    private string View() => $"{_people} {_count} {_sum}";

    /// <summary>A move in the outbox.</summary>
    /// <param name="N">Its number.</param>
    /// <param name="Move">Its name on the wire.</param>
    /// <param name="Args">What it says.</param>
    /// <param name="Name">What its event will say, so that the effect is known by it; null: it is not looked for.</param>
    public sealed record Pending(long N, string Move, IReadOnlyList<RawJson> Args, string? Name);

    private sealed record State(TableState Table, [property: System.Text.Json.Serialization.JsonPropertyName("state")] TallyState Game, MineState? Mine);

    private sealed record TableState(Member[] Members);

    private sealed record Member(string Id, int? Seat, bool Away);

    private sealed record Seated(int? Seat);

    private sealed record TallyState(int Count, long Sum);

    private sealed record MineState(Tally.Hand Hands);
}
