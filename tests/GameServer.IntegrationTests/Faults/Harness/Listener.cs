using System.Net.WebSockets;
using System.Text.Json;
using GameServer.IntegrationTests.Control;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// A member of a real or a control room that measures and keeps nothing else: how long each event was under way, from the call that
/// made it to its arrival here. It may make events too. One room, one connection.
/// </summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly string _room;
    private readonly bool _isReal;
    private readonly double[] _latencies = new double[20_000]; // milliseconds; made once, so that measuring costs no memory
    private readonly Queue<Task<Ack>> _unanswered = new();
    private int _count;
    private long _sent;

    private Listener(WireClient wire, string room, bool isReal)
    {
        (Wire, _room, _isReal) = (wire, room, isReal);
        wire.Captures = false;
        wire.Heard = Hear;
    }

    public WireClient Wire { get; }

    /// <summary>Enters a room of the product.</summary>
    public static async Task<Listener> EnterRealAsync(Uri server, string room, int receiveBytes = 0)
    {
        var wire = await WireClient.ConnectAsync(server, receiveBytes);
        var listener = new Listener(wire, room, isReal: true);
        var welcome = await wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version, Join = [new JoinRequest(room)] });
        return welcome.Joined is [{ Ok: true }] ? listener : throw new InvalidOperationException($"Nobody could enter {room}.");
    }

    /// <summary>Opens a room of the product and enters it.</summary>
    public static async Task<(Listener First, string Room)> OpenRealAsync(Uri server)
    {
        var wire = await WireClient.ConnectAsync(server);
        await wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version });
        var room = (await wire.CallAsync<Joined>(HubMethods.Create, new CreateRequest("relay"))).Room!;
        return (new Listener(wire, room, isReal: true), room);
    }

    /// <summary>Enters a room of the control.</summary>
    public static async Task<Listener> EnterControlAsync(Uri server, string room, int receiveBytes = 0)
    {
        var wire = await WireClient.ConnectAsync(server, receiveBytes);
        var listener = new Listener(wire, room, isReal: false);
        await wire.CallAsync(nameof(ControlHub.Join), $"\"{room}\"");
        return listener;
    }

    /// <summary>Makes an event that says when it was made. Its answer is waited for only while as many as a player may have are on their way.</summary>
    public async Task SendAsync(string padding)
    {
        if (_unanswered.Count == Protocol.Wire.MovesWithoutAck && await _unanswered.Dequeue() is { Ok: false } refused)
            throw new InvalidOperationException($"Move {refused.N} of the one who is measured was refused: {refused.Reason}.");
        var data = RawJson.From(new { sentAt = TimeProvider.System.GetTimestamp(), padding });
        if (_isReal) _unanswered.Enqueue(Wire.CallAsync<Ack>(HubMethods.Send, new SendRequest(_room, ++_sent, "emit", [RawJson.From("mark"), data])));
        else await Wire.TellAllAsync(nameof(ControlHub.Send), _room, "listener", data);
    }

    /// <summary>Makes events at a steady pace until told to stop; an end of the connection ends it too.</summary>
    public Task WriteAsync(double perSecond, string padding, CancellationToken stop) => PaceAsync(perSecond, () => SendAsync(padding), stop);

    /// <summary>Gives a sign of life each second, whatever it reads.</summary>
    public Task LiveAsync(CancellationToken stop) => PaceAsync(1, Wire.PingAsync, stop);

    /// <summary>Makes one more event, of a room of the product; its number.</summary>
    public async Task<long> LastAsync() =>
        (await Wire.CallAsync<Ack>(HubMethods.Send, new SendRequest(_room, ++_sent, "emit", [RawJson.From("last")]))).Seq!.Value;

    /// <summary>What was measured so far is forgotten.</summary>
    public void Begin() => Volatile.Write(ref _count, 0);

    /// <summary>Everything measured since <see cref="Begin"/>, milliseconds.</summary>
    public IReadOnlyList<double> Latencies => _latencies[..Math.Min(Volatile.Read(ref _count), _latencies.Length)];

    private void Hear(string name, JsonElement[] arguments)
    {
        if (!_isReal && name == "event") Measure(arguments[0].GetProperty("data"));
        if (!_isReal || name != ClientMethods.Events || arguments[0].GetString() != _room) return;
        var seq = arguments[2].GetInt64() - 1;
        foreach (var entry in arguments[3].EnumerateArray())
        {
            seq = entry.TryGetProperty("hidden", out var upTo) ? upTo.GetInt64() : seq + 1;
            if (entry.TryGetProperty("data", out var data)) Measure(data);
        }
        _ = Wire.TellAsync(HubMethods.Seen, new SeenRequest(_room, seq)).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private void Measure(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("sentAt", out var at)) return;
        var i = Interlocked.Increment(ref _count) - 1;
        if (i < _latencies.Length) _latencies[i] = TimeProvider.System.GetElapsedTime(at.GetInt64()).TotalMilliseconds;
    }

    /// <summary>Acts at a steady pace: time is accumulated, ticks are not counted.</summary>
    public static async Task PaceAsync(double perSecond, Func<Task> act, CancellationToken stop)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        var done = 0L;
        try
        {
            while (await clock.WaitForNextTickAsync(stop))
            {
                for (var due = (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond); done < due; done++) await act();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Told to stop, or cut as the fault has it.
        }
    }

    public ValueTask DisposeAsync() => Wire.DisposeAsync();
}
