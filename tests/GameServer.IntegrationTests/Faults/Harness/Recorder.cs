using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// Writes the history of a run, and knows from it where everybody stands. Any thread; the order in which lines come is the order they keep.
/// </summary>
public sealed class Recorder
{
    private readonly Lock _lock = new();
    private readonly List<Line> _lines = [];
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<(string Page, string Room), long> _positions = [];
    private readonly Dictionary<string, long> _heads = [];
    private readonly Dictionary<string, int> _generations = [];
    private readonly HashSet<string> _stopped = [];
    private readonly HashSet<string> _away = []; // lost, and not welcomed since
    private readonly List<(Func<Line, bool> Reached, TaskCompletionSource Done)> _waiting = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly DateTimeOffset _startedAt = TimeProvider.System.GetUtcNow();

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

    /// <summary>The run's clock at a time of the server's (Unix milliseconds).</summary>
    public double TimeOf(long at) => at - _startedAt.ToUnixTimeMilliseconds();

    /// <summary>Adds a line, stamped with the time; a commit's is when its event was published.</summary>
    public void Add(Line line) => Take(line.What == LineKind.Commit ? line : line with { T = Now });

    /// <summary>Adds a line with the time it has.</summary>
    public void Take(Line line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            Follow(line);
            foreach (var (_, done) in _waiting.Where(w => w.Reached(line))) done.TrySetResult();
            _waiting.RemoveAll(w => w.Done.Task.IsCompleted);
        }
    }

    /// <summary>A fault is over: everybody's, or that of one player's link.</summary>
    public void Fault(string reason, string? note = null, string? who = null) => Add(new Line { What = LineKind.Fault, Reason = reason, Note = note, Who = who });

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

    /// <summary>The lines of one kind.</summary>
    public IReadOnlyList<Line> Of(LineKind kind)
    {
        lock (_lock) return [.. _lines.Where(l => l.What == kind)];
    }

    /// <summary>The newest number of a room that anybody got or was acked.</summary>
    public long Head(string room)
    {
        lock (_lock) return _heads.GetValueOrDefault(room);
    }

    /// <summary>Completes when a page has taken everything of a room up to a number.</summary>
    public Task Reaches(string page, string room, long seq)
    {
        lock (_lock) return When(() => _positions.GetValueOrDefault((page, room)) >= seq);
    }

    /// <summary>The ids of the players whom the history has names for and who have taken something of a room.</summary>
    public IReadOnlyList<string> MembersOf(string room)
    {
        lock (_lock) return [.. _names.Where(n => _positions.ContainsKey((n.Value, room))).Select(n => n.Key)];
    }

    /// <summary>The generation a page was welcomed with last; 0: none yet.</summary>
    public int Generation(string page)
    {
        lock (_lock) return _generations.GetValueOrDefault(page);
    }

    /// <summary>Completes when a page has been welcomed with a generation after that one.</summary>
    public Task WelcomedAfter(string page, int generation)
    {
        lock (_lock) return When(() => _generations.GetValueOrDefault(page) > generation);
    }

    /// <summary>Completes when everybody in a room who plays on stands at its head.</summary>
    public Task AllReachHead(string room)
    {
        lock (_lock) return When(() => _positions.Where(p => p.Key.Room == room).All(p => p.Value >= _heads.GetValueOrDefault(room)));
    }

    /// <summary>Completes when everybody is connected: whoever was lost has been welcomed again.</summary>
    public Task NobodyIsAway()
    {
        lock (_lock) return When(() => _away.Count == 0);
    }

    /// <summary>Completes with the first line of that kind, past or to come.</summary>
    public Task Sees(Func<Line, bool> line)
    {
        lock (_lock)
        {
            if (_lines.Exists(l => line(l))) return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((line, done));
            return done.Task;
        }
    }

    private Task When(Func<bool> condition)
    {
        if (condition()) return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((_ => condition(), done));
        return done.Task;
    }

    private void Follow(Line line)
    {
        switch (line.What)
        {
            case LineKind.Welcome:
                _generations[line.Page] = line.Gen!.Value;
                _away.Remove(line.Page);
                break;
            case LineKind.Lost:
                _away.Add(line.Page);
                break;
            case LineKind.Event or LineKind.Hidden or LineKind.Snapshot:
                if (!_stopped.Contains(line.Page)) _positions[(line.Page, line.Room!)] = line.UpTo ?? line.Seq!.Value;
                Raise(line.Room!, line.UpTo ?? line.Seq!.Value);
                break;
            case LineKind.Ack when line is { Ok: true, Seq: { } seq }:
                Raise(line.Room!, seq);
                break;
            case LineKind.Stopped:
                _stopped.Add(line.Page);
                foreach (var key in _positions.Keys.Where(k => k.Page == line.Page).ToList()) _positions.Remove(key);
                break;
            case LineKind.Left:
                _positions.Remove((line.Page, line.Room!));
                break;
            default:
                break;
        }
    }

    private void Raise(string room, long seq) => _heads[room] = Math.Max(_heads.GetValueOrDefault(room), seq);

    /// <summary>An event's payload as histories name it.</summary>
    public static string HashOf(string type, long at, string? from, RawJson data) =>
        PayloadHash.Of(type, at.ToString(), from, data.ToString());

    /// <summary>The move whose effect an event is, where its data says so: <c>{ "move": "ann-17" }</c>.</summary>
    public static string? MoveIn(RawJson data) =>
        data.Text.Span.StartsWith("{"u8) && data.Text.Span.IndexOf("\"move\""u8) >= 0 ? data.To<Mark>()?.Move : null;

    private sealed record Mark(string? Move);
}
