using GameServer.Engine;

namespace GameServer.Games;

/// <summary>What is in flight between two events: volatile, and empty after a restart.</summary>
public sealed partial class Sparks
{
    private readonly List<object[]> _facts = [];
    private Comet?[] _comets = [];
    private int[] _scores = [];
    private List<int[]> _field = [];
    private int[] _stolen = [];
    private int[] _crownTicks = [];
    private int[] _deepest = [];
    private int[] _reachedAt = [];
    private int? _crown;
    private bool _starSoon;
    private int _nextId;
    private Rolls? _pilotRolls;
    private Drifting? _drift;

    private sealed class Comet((double X, double Y) place, int shield)
    {
        public Body Body = new() { X = place.X, Y = place.Y };
        public int Shield = shield;
        public int Presses;
        public long LastInput = -1;
        public int SinceInput;
        public readonly PilotState Pilot = new();
    }

    /// <summary>Makes the volatile part of the public one.</summary>
    private void GoLive()
    {
        _facts.Clear();
        _drift = null;
        _comets = new Comet?[Seats];
        (_scores, _field, _crown, _starSoon, _nextId) = ([.. Scores], [.. Field], Crown, StarSoon, NextId);
        (_stolen, _crownTicks, _deepest, _reachedAt) = ([.. Stolen], [.. CrownTicks], [.. Deepest], [.. ReachedAt]);
        _pilotRolls = new Rolls(Roll(int.MaxValue)); // of its own: a draw of the room is state, and would be saved each time
    }

    /// <summary>After a restart: scores and sparks as they were, every comet back on the ring with a shield, and 3 s to find it, the clock held.</summary>
    private void Wake()
    {
        if (_pilotRolls is not null) return;
        GoLive();
        HoldUntil = Ticks + HoldTicks;
        StartTick = HoldUntil - RoundTick;
        for (var seat = 0; seat < Seats; seat++)
        {
            // Also of a seat that nobody holds any more: its leaving is what wakes the round, and is told next.
            if (Flying[seat]) _comets[seat] = new Comet(SpawnPlace(seat), HoldTicks + EntryShield);
        }
        Tell("hold", StartTick, HoldUntil);
        Flush();
    }

    protected override object Frame() => _comets
        .Select((comet, seat) => (comet, seat))
        .Where(item => item.comet is not null)
        .Select(item => new[]
        {
            item.seat,
            (int)Math.Round(item.comet!.Body.X * 4),
            (int)Math.Round(item.comet.Body.Y * 4),
            (int)Math.Round(item.comet.Body.Vx),
            (int)Math.Round(item.comet.Body.Vy),
            (item.comet.Body.Dash > 0 ? 1 : 0) | (item.comet.Shield > 0 ? 2 : 0),
            (int)(InputNumber(item.seat) & 255),
        });
}
