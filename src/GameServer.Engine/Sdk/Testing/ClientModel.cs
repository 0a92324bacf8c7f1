using System.Text.Json.Nodes;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>A client as the protocol describes it: a snapshot, and then nothing but patches.</summary>
internal sealed class ClientModel
{
    private readonly Dictionary<string, TimeSpan> _deadlines = [];
    private JsonObject _state;
    private JsonObject? _mine;

    public ClientModel(int? seat, RawJson view)
    {
        Seat = seat;
        var parsed = JsonNode.Parse(view.Text.Span)!;
        (_state, _mine) = ((JsonObject)parsed["state"]!.DeepClone(), (JsonObject?)parsed["mine"]?.DeepClone());
        Keep((JsonObject?)_state["deadlines"], TimeSpan.Zero);
        _state.Remove("deadlines");
    }

    /// <summary>Null: a spectator.</summary>
    public int? Seat { get; }

    public override string ToString() => Seat is null ? "a spectator" : $"seat {Seat}";

    /// <summary>Takes an event at the room time it was published.</summary>
    public void Apply(Published e, TimeSpan now)
    {
        if (e.Type != TableEvents.Patch) return;
        var patch = JsonNode.Parse(e.Data.Text.Span)!;
        if (patch["deadlines"] is JsonObject deadlines) Keep(deadlines, now);
        var isMine = patch["mine"] is not null;
        if (patch["changes"] is not JsonArray changes)
        {
            _mine = null;
            return;
        }
        var part = isMine ? _mine ??= [] : _state;
        foreach (var change in changes.Cast<JsonArray>())
        {
            var (name, value) = ((string)change[0]!, change[^1]?.DeepClone());
            if (change.Count == 2) part[name] = value;
            else if ((int)change[1]! is var index && part[name] is JsonArray array && index < array.Count) array[index] = value;
            else ((JsonArray)part[name]!).Add(value);
        }
    }

    /// <summary>Where the view is another than this client's; null: nowhere.</summary>
    public string? Differs(RawJson view, TimeSpan now)
    {
        var parsed = JsonNode.Parse(view.Text.Span)!;
        var state = (JsonObject)parsed["state"]!;
        var deadlines = (JsonObject?)state["deadlines"] ?? [];
        state.Remove("deadlines");
        if (!JsonNode.DeepEquals(state, _state)) return $"{_state.ToJsonString()} instead of {state.ToJsonString()}";
        if (!JsonNode.DeepEquals(parsed["mine"], _mine)) return $"{_mine?.ToJsonString() ?? "null"} instead of {parsed["mine"]?.ToJsonString() ?? "null"}";
        // Remaining times are rounded up to milliseconds, each at its own moment.
        var isSame = deadlines.Count == _deadlines.Count && deadlines.All(timer =>
            _deadlines.TryGetValue(timer.Key, out var due) && Math.Abs(Math.Max(0, (due - now).TotalMilliseconds) - (long)timer.Value!) <= 1);
        return isSame ? null : $"the deadlines {string.Join(", ", _deadlines.Keys)} instead of {deadlines.ToJsonString()}";
    }

    private void Keep(JsonObject? deadlines, TimeSpan now)
    {
        _deadlines.Clear();
        foreach (var (name, left) in deadlines ?? []) _deadlines.Add(name, now + TimeSpan.FromMilliseconds((long)left!));
    }
}
