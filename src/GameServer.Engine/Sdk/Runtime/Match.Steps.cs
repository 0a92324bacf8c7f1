using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Steps: each completes as a whole, or leaves the game as the last completed one left it.</summary>
internal sealed partial class Match
{
    /// <summary>What completed steps published since it was last cleared, in order.</summary>
    public List<Published> Events { get; } = [];

    /// <summary>Whether a step completed that changed what <see cref="Save"/> writes, since it was last cleared.</summary>
    public bool HasChanged { get; set; }

    /// <summary>Options, then <see cref="Game.OnStart"/>, as one step.</summary>
    public Outcome Start(RawJson options) => Run(null, null, false, options, static (match, options) =>
    {
        match.TakeOptions(options);
        match.Game.CallOnStart();
        return null;
    });

    /// <summary>Only judges options; for a match that will not be played.</summary>
    public Outcome Try(RawJson options) => Run(null, null, false, options, static (match, options) =>
    {
        match.TakeOptions(options);
        return null;
    });

    /// <summary>A seat's move, after everything but its arguments was checked.</summary>
    /// <param name="move">Which.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="seat">Who; null in a game without seats.</param>
    /// <param name="from">The player its events name; null for an autopilot.</param>
    /// <param name="isAuto">In place of a player who is away.</param>
    public Outcome Move(GameMove move, IReadOnlyList<RawJson> args, int? seat, string? from, bool isAuto) =>
        Run(seat, from, isAuto, (move, args), static (match, call) => call.move.Call(match.Game, call.args));

    /// <summary>Fires a timer. If its code throws, the timer stays gone.</summary>
    public Outcome Fire(GameTimer timer)
    {
        var outcome = Run(null, null, false, timer, static (match, timer) =>
        {
            match.Cancel(timer.Name);
            match.Game.CallOnTimer(timer.Name);
            return null;
        });
        if (!outcome.Ok)
        {
            Run(null, null, false, timer, static (match, timer) =>
            {
                match.Cancel(timer.Name);
                return null;
            });
        }
        return Unasked($"{Game.TimerHook}(\"{timer.Name}\")", outcome);
    }

    /// <summary>A seat has a player again.</summary>
    public Outcome Join(int seat) => Unasked(Game.JoinHook, Run(null, null, false, seat, static (match, seat) =>
    {
        match.Game.CallOnJoin(seat);
        return null;
    }));

    /// <summary>A seat has nobody.</summary>
    public Outcome Leave(int seat) => Unasked(Game.LeaveHook, Run(null, null, false, seat, static (match, seat) =>
    {
        match.Game.CallOnLeave(seat);
        return null;
    }));

    /// <summary>One fixed step.</summary>
    public Outcome Tick()
    {
        Time.Ticks++;
        return Unasked(Game.TickHook, Run(null, null, false, 1.0 / Type.TickRate, static (match, dt) =>
        {
            match.Game.CallOnTick(dt);
            return null;
        }));
    }

    // Of a step that no player asked for, nobody can be told that it was refused: it is the game's bug.
    private Outcome Unasked(string hook, Outcome outcome) => outcome is { Ok: false, Fault: null }
        ? Outcome.Faulted(new InvalidOperationException($"{hook} of {Type.Class.Name} called Require outside a move, and was undone: {outcome.Text}"))
        : outcome;

    private void TakeOptions(RawJson options)
    {
        try
        {
            Game.CallOnOptions(options);
        }
        catch (JsonException e) // What a game reads its options with.
        {
            throw new RefusedException(Reasons.Refused, "these options do not fit the game", e);
        }
    }

    private Outcome Run<TWith>(int? me, string? from, bool isAuto, TWith with, Func<Match, TWith, RawJson?> step)
    {
        (_me, _from, IsAuto, _isRunning) = (me, from, isAuto, true);
        try
        {
            var result = step(this, with);
            Complete();
            return new Outcome(Result: result);
        }
        catch (RefusedException refused)
        {
            Undo();
            return new Outcome(refused.Reason, refused.Message);
        }
        catch (Exception e) // A game's bug ends its step, never its room.
        {
            Undo();
            return Outcome.Faulted(e);
        }
        finally
        {
            (_me, _from, IsAuto, _isRunning) = (null, null, false, false);
            _events.Clear();
        }
    }

    private void Complete()
    {
        var image = StateImage.Take(Type, Game, Image); // throws on what JSON cannot hold, before anything is kept
        var part = _part with { Rolls = _rolls.Count };
        HasChanged |= !ReferenceEquals(image, Image) || part != _kept;
        Image = image;
        _part = _kept = part;
        Events.AddRange(_events);
    }

    private void Undo()
    {
        _part = _kept;
        _rolls.Count = _kept.Rolls;
        if (!IsAsKept()) Restore(Image);
    }

    // Most refusals come before the first change; looking is cheaper than putting back.
    private bool IsAsKept()
    {
        try
        {
            return ReferenceEquals(StateImage.Take(Type, Game, Image), Image);
        }
        catch (Exception) // The step left what cannot be written.
        {
            return false;
        }
    }

    private void Restore(StateImage image)
    {
        for (var i = 0; i < Type.Properties.Length; i++) Type.Properties[i].Read(Game, image.Value(i).Span);
    }
}
