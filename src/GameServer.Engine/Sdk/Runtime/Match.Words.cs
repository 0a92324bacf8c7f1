using System.Collections.Concurrent;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What the words of <see cref="Game"/> do.</summary>
internal sealed partial class Match
{
    private const double LongestTimer = 24 * 60 * 60;

    private static readonly ConcurrentDictionary<Type, string> EventNames = new();

    private readonly Rolls _rolls;

    public TimeSpan Now => Time.Now;

    public int Me => _me ?? throw new InvalidOperationException("Me is the seat that moves: there is none here.");

    public bool IsAuto { get; private set; }

    public int Turn
    {
        get => _part.Turn;
        set
        {
            EnsureRunning();
            _part = _part with { Turn = Valid(value) };
        }
    }

    public Rolls Rolls
    {
        get
        {
            EnsureRunning();
            return _rolls;
        }
    }

    public void Emit(object e) => Publish(NameOf(e), GameJson.Encode(e), audience: null);

    public void EmitTo(IEnumerable<int> seats, object e) =>
        Publish(NameOf(e), GameJson.Encode(e), Audience.Only(seats.Select(Valid).Select(_holderOf).OfType<string>()));

    public void EmitRaw(string type, RawJson data)
    {
        if (TableEvents.IsReserved(type)) throw new ArgumentException($"\"{type}\" is an event of every table.", nameof(type));
        Publish(type, data, audience: null);
    }

    public void After(double seconds, string name)
    {
        EnsureRunning();
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!(seconds >= 0 && seconds <= LongestTimer)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, $"A timer runs 0 to {LongestTimer} seconds.");
        if (!Type.HasTimers) throw new InvalidOperationException($"{Type.Class.Name} sets the timer \"{name}\" and has no OnTimer.");
        if (_part.IsOver) return; // timers stopped with the match
        var timer = new GameTimer(name, Now + TimeSpan.FromSeconds(seconds));
        // Stable: of timers that are due together the one set first fires first.
        _part = _part with { Timers = [.. _part.Timers.Where(other => other.Name != name).Append(timer).OrderBy(other => other.Due)] };
    }

    public void Cancel(string name)
    {
        EnsureRunning();
        if (_part.Timers.Any(timer => timer.Name == name))
            _part = _part with { Timers = [.. _part.Timers.Where(timer => timer.Name != name)] };
    }

    public void End(object? result)
    {
        EnsureRunning();
        if (_part.IsOver) throw new InvalidOperationException("The match has ended already.");
        _part = _part with { IsOver = true, Result = GameJson.Encode(result), Timers = [] };
    }

    private int Valid(int seat) => seat >= 0 && seat < Seats ? seat : throw new ArgumentOutOfRangeException(nameof(seat), seat, $"This match has seats 0 to {Seats - 1}.");

    private void Publish(string type, RawJson data, Audience? audience)
    {
        EnsureRunning();
        _events.Add(new Published(type, data, _from, audience));
    }

    private static string NameOf(object e) => EventNames.GetOrAdd(e.GetType(), static type =>
    {
        var name = GameJson.Name(type.Name);
        if (TableEvents.IsReserved(name)) throw new ArgumentException($"\"{name}\" is an event of every table.");
        return name.All(char.IsAsciiLetterOrDigit) ? name : throw new ArgumentException($"\"{name}\" is no name for an event: emit a record of your own.");
    });

    // A game object that somebody holds on to cannot do anything between its steps, nor can a view's copy.
    private void EnsureRunning()
    {
        if (!_isRunning) throw new InvalidOperationException("A game acts in its moves and hooks alone; Legal and Frame only read.");
    }
}
