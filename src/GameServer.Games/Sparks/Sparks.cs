using System.Text.Json.Serialization;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Games;

/// <summary>
/// A realtime arena: eat sparks, dash into others and their sparks burst out. One match is one round of 90 seconds.
/// Bodies are volatile and seen in frames only. What counts (scores, sparks, crown) is state: facts gather in private fields,
/// and every third tick the step that emits them applies them to the public state, so that it changes only with an event.
/// </summary>
[Game("sparks", Seats = 12, MinSeats = 6, TickRate = 30, Patches = false, DropIn = true, PauseSeconds = 8)]
public sealed partial class Sparks : Game
{
    /// <summary>A player's input; the latest wins. <paramref name="Dashes"/> counts presses, so that none is lost.</summary>
    public record struct Stick(double X, double Y, int Dashes);

    /// <summary>What happened since the last ones, each fact with its tick: <c>[tick, kind, ...]</c>.</summary>
    public record Facts(int RoundTick, IReadOnlyList<object[]> List);

    /// <summary>What every client must have come to by these events alone; the hash is FNV-1a 32 over the ids of the sparks on the field, ascending, as int32 little-endian.</summary>
    public record Check(long Tick, int[] Scores, int SparksOnField, uint Hash);

    /// <summary>How a round ended: seats by rank, and the seat of each award.</summary>
    public record Outcome(int[] Ranking, int[] Scores, int[] Stolen, int? MostStolen, int? LongestCrown, int? BestComeback);

    /// <summary>After a restart everybody has 3 s to find the comet again; the clock is held.</summary>
    private const int HoldTicks = 90;

    private const int FactsEvery = 3, CheckEvery = 150;
    private const int EntryShield = 45, SilentTicks = 15;

    /// <summary>Ticks of a round.</summary>
    public int RoundTicks { get; set; } = 90 * TicksASecond;

    /// <summary>The tick of the room at which this round's clock stood at zero.</summary>
    public long StartTick { get; set; }

    /// <summary>Nobody moves before this tick of the room: the clock is held there.</summary>
    public long HoldUntil { get; set; }

    /// <summary>The round's clock as of the last facts.</summary>
    public int RoundTick { get; set; }

    /// <summary>By seat.</summary>
    public int[] Scores { get; set; } = [];

    /// <summary>By seat: whether there is a comet.</summary>
    public bool[] Flying { get; set; } = [];

    /// <summary>Sparks on the field, ascending by id: <c>[id, x, y, value]</c>.</summary>
    public List<int[]> Field { get; set; } = [];

    /// <summary>The seat that wears the crown.</summary>
    public int? Crown { get; set; }

    /// <summary>Whether a star is about to appear.</summary>
    public bool StarSoon { get; set; }

    /// <summary>The id of the next spark.</summary>
    public int NextId { get; set; } = 1;

    /// <summary>By seat, for the awards: sparks stolen, ticks with the crown, deepest distance behind the leader, and the tick at which the score was reached.</summary>
    public int[] Stolen { get; set; } = [];

    /// <summary>By seat: ticks with the crown.</summary>
    public int[] CrownTicks { get; set; } = [];

    /// <summary>By seat: the largest distance behind the leader.</summary>
    public int[] Deepest { get; set; } = [];

    /// <summary>By seat: the round's clock when the present score was reached; who was first wins a tie.</summary>
    public int[] ReachedAt { get; set; } = [];

    protected override void OnOptions(RawJson options)
    {
        var seconds = options.To<SparksOptions>()!.Seconds;
        Require(seconds is >= 5 and <= 600, "a round takes 5 to 600 seconds");
        RoundTicks = seconds * TicksASecond;
    }

    protected override void OnStart()
    {
        (Scores, Flying) = (new int[Seats], new bool[Seats]);
        (Stolen, CrownTicks, Deepest, ReachedAt) = (new int[Seats], new int[Seats], new int[Seats], new int[Seats]);
        (StartTick, HoldUntil) = (Ticks, Ticks);
        GoLive();
        Tell("roundStart", StartTick, RoundTicks);
        for (var i = 0; i < FieldSparks; i++) SpawnSpark();
        for (var seat = 0; seat < Seats; seat++)
        {
            if (PilotOf(seat) != Pilot.Nobody) Enter(seat, shield: 0);
        }
        Flush();
    }

    protected override void OnJoin(int seat)
    {
        Wake();
        if (RoundClock >= LastEntry) return;
        Enter(seat, EntryShield);
        Flush(); // with the seat: after a restart in between nobody would have told of the comet
    }

    protected override void OnLeave(int seat)
    {
        Wake();
        if (_comets[seat] is null) return;
        _comets[seat] = null;
        Reset(seat);
        Tell("leave", seat);
        if (_crown == seat)
        {
            _crown = null;
            PassCrown();
        }
        Flush(); // as above
    }

    protected override void OnTick(double dt)
    {
        Wake();
        if (Ticks > HoldUntil)
        {
            Welcome();
            Fly();
            Collide();
            Collect();
            Grow();
            CountAwards();
        }
        var isOver = RoundClock >= RoundTicks;
        var isCheck = Ticks > HoldUntil && RoundClock % CheckEvery == 0;
        if ((_facts.Count > 0 && Ticks % FactsEvery == 0) || isCheck || isOver) Flush();
        if (isCheck || isOver) Emit(new Check(Ticks, [.. Scores], Field.Count, HashOfField()));
        if (isOver) End(Judge());
    }

    /// <summary>The round's clock: it counts ticks and stands while it is held, so a restart loses no time.</summary>
    private int RoundClock => (int)(Math.Max(Ticks, HoldUntil) - StartTick);

    // From here on nobody gets a body any more: of 90 s the last 20.
    private int LastEntry => RoundTicks * 7 / 9;

    private void Enter(int seat, int shield)
    {
        _comets[seat] = new Comet(SpawnPlace(seat), shield);
        Tell("join", seat);
    }

    // What one has won in a seat is not for who takes it next.
    private void Reset(int seat) => (_scores[seat], _stolen[seat], _crownTicks[seat], _deepest[seat], _reachedAt[seat]) = (0, 0, 0, 0, 0);

    private static (double X, double Y) SpawnPlace(int seat)
    {
        var angle = Math.Tau * seat / 12;
        return (Motion.Width / 2 + 400 * Math.Cos(angle), Motion.Height / 2 + 300 * Math.Sin(angle));
    }

    private void Tell(string kind, params object[] rest) => _facts.Add([Ticks, kind, .. rest]);

    /// <summary>The step that emits the facts applies them: from here on they are state.</summary>
    private void Flush()
    {
        RoundTick = RoundClock;
        (Scores, Field, Crown, StarSoon, NextId) = ([.. _scores], [.. _field], _crown, _starSoon, _nextId);
        Flying = [.. _comets.Select(comet => comet is not null)];
        (Stolen, CrownTicks, Deepest, ReachedAt) = ([.. _stolen], [.. _crownTicks], [.. _deepest], [.. _reachedAt]);
        Emit(new Facts(RoundTick, [.. _facts]));
        _facts.Clear();
    }

    private Outcome Judge()
    {
        int[] ranking = [.. Enumerable.Range(0, Seats).Where(seat => Flying[seat]).OrderByDescending(seat => Scores[seat]).ThenBy(seat => ReachedAt[seat]).ThenBy(seat => seat)];
        var top = ranking.Length > 0 ? Scores[ranking[0]] : 0;
        return new Outcome(ranking, [.. Scores], [.. Stolen], Best(seat => Stolen[seat]), Best(seat => CrownTicks[seat]), Best(seat => Deepest[seat] - (top - Scores[seat])));

        int? Best(Func<int, int> of) => ranking.Where(seat => of(seat) > 0).OrderByDescending(of).Select(seat => (int?)seat).FirstOrDefault();
    }

    private uint HashOfField()
    {
        var hash = 2_166_136_261u;
        foreach (var spark in Field)
        {
            for (var shift = 0; shift < 32; shift += 8) hash = (hash ^ (byte)(spark[0] >> shift)) * 16_777_619u;
        }
        return hash;
    }
}

/// <summary>What a room may choose: the seconds of a round, 5 to 600. A name that is mistyped is refused, or the round would last its 90 s in silence.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SparksOptions(int Seconds = 90);
