using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Writes the history of a run. Any thread; the order in which lines come is the order they keep.</summary>
public sealed class Recorder
{
    private readonly Lock _lock = new();
    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>Milliseconds since the run began.</summary>
    public double Now => Math.Round(TimeProvider.System.GetElapsedTime(_start).TotalMilliseconds, 3);

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<Line> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <summary>Adds a line, stamped with the time unless it has one.</summary>
    public void Add(Line line)
    {
        lock (_lock) _lines.Add(line.T > 0 ? line : line with { T = Now });
    }

    /// <summary>A fault is over.</summary>
    public void Fault(string reason, string? note = null) => Add(new Line { What = LineKind.Fault, Reason = reason, Note = note });

    /// <summary>From now on the histories call this player so.</summary>
    public void Name(string playerId, string who)
    {
        lock (_lock) _names[playerId] = who;
    }

    /// <summary>What the histories call a player; its id, if nobody said.</summary>
    public string NameOf(string playerId)
    {
        lock (_lock) return _names.GetValueOrDefault(playerId, playerId);
    }

    /// <summary>How often a kind of line was written.</summary>
    public int Count(LineKind kind)
    {
        lock (_lock) return _lines.Count(l => l.What == kind);
    }

    /// <summary>An event's payload as histories name it.</summary>
    public static string HashOf(string type, long at, string? from, RawJson data) =>
        PayloadHash.Of(type, at.ToString(), from, data.ToString());

    /// <summary>The move whose effect an event is, where its data says so: <c>{ "move": "ann-17" }</c>.</summary>
    public static string? MoveIn(RawJson data)
    {
        if (!data.Text.Span.StartsWith("{"u8) || data.Text.Span.IndexOf("\"move\""u8) < 0) return null;
        return data.To<MoveMark>()?.Move;
    }

    private sealed record MoveMark(string? Move);
}
