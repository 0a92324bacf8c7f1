using GameServer.Protocol;

namespace GameServer.Engine;

public sealed partial class Node
{
    /// <summary>How often a drain looks whether it may go on.</summary>
    private static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(10);

    /// <summary>What a server needs to be back, about: who is refused meanwhile asks again after that.</summary>
    private static readonly TimeSpan RestartTime = TimeSpan.FromSeconds(1);

    private long _stopsAt; // a timestamp of the clock

    /// <summary>The server will stop after <paramref name="announced"/>: nobody is welcomed and no room opened any more. What is under way goes on.</summary>
    public void BeginDrain(TimeSpan announced)
    {
        Volatile.Write(ref _stopsAt, _time.GetTimestamp() + (long)(announced.TotalSeconds * _time.TimestampFrequency));
        _isDraining = true;
    }

    // Until the next server is there.
    private int DrainRetryMs
    {
        get
        {
            var left = _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _stopsAt));
            return (int)((left > TimeSpan.Zero ? left : TimeSpan.Zero) + RestartTime).TotalMilliseconds;
        }
    }

    /// <summary>
    /// Before the server stops: rooms take no more moves (<c>unavailable</c>) and their clocks stand still, at a time that is saved; what has happened becomes durable
    /// and is written to who may see it, and everybody is told to come back. Nothing is lost by any of its bounds: who is told before having
    /// everything, or while the journal cannot write, finds the rest on return.
    /// </summary>
    /// <param name="flush">How long the journal may take.</param>
    /// <param name="patience">How long a connection may take to be written what it has not got.</param>
    /// <param name="spread">The time over which they are told to come back.</param>
    public async Task<DrainReport> DrainAsync(TimeSpan flush, TimeSpan patience, TimeSpan spread)
    {
        _isDraining = _services.IsStopping = true;
        _rooms.Stop();
        var began = _time.GetTimestamp();
        var placing = _placement.DrainAsync().AsTask(); // before anybody comes to another node
        bool isFlushed;
        while (!(isFlushed = _rooms.AreSettled && _writer.Pending == 0 && placing.IsCompleted) && _time.GetElapsedTime(began) < flush) await Task.Delay(DrainLook, _time);

        began = _time.GetTimestamp();
        var (told, behind) = (0, 0);
        List<Session> waiting = [.. InOrder(session => !session.IsOver)];
        while (true)
        {
            var isOver = _time.GetElapsedTime(began) >= patience;
            told += waiting.RemoveAll(session =>
            {
                var isBehind = session.Pump.IsBehind;
                if (isBehind && !isOver) return false;
                if (isBehind) behind++;
                End(session, ClosedReasons.Draining, 1 + (int)(spread.TotalMilliseconds * _chance.Below(256) / 256));
                return true;
            });
            if (waiting.Count == 0) break;
            await Task.Delay(DrainLook, _time);
        }
        return new DrainReport(isFlushed, told, behind);
    }

    /// <summary>After a drain: completes when what still happened is durable and the node's rooms are free for others.</summary>
    public async Task LeaveAsync()
    {
        await _writer.WhenIdleAsync();
        // What still happens in a room without anybody happens at the node that takes it.
        await _placement.LeaveAsync(_writer.StopAsync);
    }
}

/// <summary>How a drain went.</summary>
/// <param name="IsFlushed">Whether everything that had happened became durable.</param>
/// <param name="Told">Connections that were told to come back.</param>
/// <param name="Behind">Those of them that had not been written everything.</param>
public sealed record DrainReport(bool IsFlushed, int Told, int Behind);
