using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>A figure of the server over the last five minutes.</summary>
/// <param name="Name">Stable, for the page.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Values">One a second, oldest first.</param>
internal sealed record Gauge(string Name, string Unit, IReadOnlyList<double> Values);

/// <summary>Looks at the server once a second and remembers five minutes of it; and each room's events in the last second. Runs only while there is a page to show it.</summary>
internal sealed class Gauges(Node node, Admission admission, AdminDoor door, TimeProvider time) : IHostedService, IDisposable
{
    private const int Kept = 300;
    private const double MB = 1 << 20;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Unit)[] Kinds =
    [
        ("connections", ""), ("rooms", ""), ("events", "/s"), ("moves", "/s"), ("commit", "ms"), ("behind", "events"), ("processor", "%"), ("memory", "MB"),
    ];

    private readonly Lock _gate = new();

    // Under the gate.
    private readonly Queue<double[]> _samples = new();
    private Dictionary<string, long> _heads = new(StringComparer.Ordinal);
    private Dictionary<string, double> _rates = new(StringComparer.Ordinal);
    private (long At, long Events, long Moves, TimeSpan Processor) _last;
    private ITimer? _timer;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Gauge> All
    {
        get
        {
            lock (_gate) return [.. Kinds.Select((kind, i) => new Gauge(kind.Name, kind.Unit, [.. _samples.Select(sample => sample[i])]))];
        }
    }

    /// <summary>A room's events a second, lately.</summary>
    public double RateOf(string room)
    {
        lock (_gate) return _rates.GetValueOrDefault(room);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (door.IsOpen) _timer = time.CreateTimer(_ => Look(), null, Beat, Beat);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var journal = node.JournalStatus;
            var processor = Environment.CpuUsage.TotalTime;
            var seconds = _last.At == 0 ? 0 : time.GetElapsedTime(_last.At, now).TotalSeconds;
            var rooms = LookAtRooms(seconds);
            _samples.Enqueue(
            [
                admission.Open, rooms, PerSecond(journal.Events - _last.Events), PerSecond(journal.Moves - _last.Moves),
                Math.Round(journal.LastWrite.TotalMilliseconds, 2), node.FurthestBehind,
                PerSecond((processor - _last.Processor).TotalSeconds * 100), Math.Round(Environment.WorkingSet / MB, 1),
            ]);
            if (_samples.Count > Kept) _samples.Dequeue();
            _last = (now, journal.Events, journal.Moves, processor);

            double PerSecond(double count) => seconds == 0 ? 0 : Math.Round(count / seconds, 1);
        }
    }

    private int LookAtRooms(double seconds)
    {
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        var rates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var room in node.RoomStatuses)
        {
            heads[room.Room] = room.Head;
            if (seconds > 0 && _heads.TryGetValue(room.Room, out var before) && room.Head > before) rates[room.Room] = Math.Round((room.Head - before) / seconds, 1);
        }
        (_heads, _rates) = (heads, rates);
        return heads.Count;
    }
}
