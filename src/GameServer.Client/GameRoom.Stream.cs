using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using GameServer.Protocol;

namespace GameServer.Client;

public sealed partial class GameRoom
{
    private readonly Signal _arrived = new();
    private int _readers;

    // Used under the client's lock.
    private bool _asksSnapshot;
    private LinkEnd? _asksResume;
    private bool _isTelling;

    /// <summary>
    /// What happens in the room, in order, across reconnects; the last item is a <see cref="RoomItem.Left"/>. The first is a snapshot;
    /// after an item with number n comes n + 1 (or the next that is for this player), or a snapshot that says why not.
    /// The cursor has moved when an item is handed out: an exception in the loop loses and repeats nothing, reading goes on
    /// where it stopped (DLV-6). Each item is handed out once: one reader at a time.
    /// </summary>
    /// <exception cref="InvalidOperationException">Somebody else reads the room.</exception>
    public async IAsyncEnumerable<RoomItem> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (Interlocked.Increment(ref _readers) > 1)
        {
            Interlocked.Decrement(ref _readers);
            throw new InvalidOperationException($"Room {Code} has a reader already: its items are handed out once.");
        }
        try
        {
            while (true)
            {
                while (TryTake(out var item))
                {
                    yield return item;
                    if (item is RoomItem.Left) yield break;
                }
                if (IsReadOut) yield break;
                await _arrived.WaitAsync(cancel);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    // Somebody read the last item before.
    private bool IsReadOut
    {
        get
        {
            lock (_client.Gate) return _over is not null && _inbox.IsEmpty;
        }
    }

    private bool TryTake([NotNullWhen(true)] out RoomItem? item)
    {
        bool heldBack;
        lock (_client.Gate)
        {
            heldBack = IsFull;
            while (_inbox.TryTake(out item) && item is RoomItem.Hidden hidden)
                _client.Trace.Hidden(_generation, Code, hidden.Epoch, hidden.From, hidden.UpTo);
            Show(item);
        }
        if (heldBack) TellSeen(_client.Now);
        return item is not null;
    }

    // The application reads slower than the server sends.
    private bool IsFull => _inbox.PendingBytes > _client.Options.ReadAheadBytes;

    private void Show(RoomItem? item)
    {
        switch (item)
        {
            case RoomItem.Event e:
                _client.Trace.Event(_generation, Code, e);
                break;
            case RoomItem.Snapshot snapshot:
                _client.Trace.Snapshot(_generation, Code, snapshot);
                break;
            case RoomItem.Frame frame:
                _client.Trace.Frame(_generation, Code, frame);
                break;
        }
    }

    // What the link delivers; under the client's lock, Act follows outside of it.

    internal void OnEvents(string epoch, long first, IReadOnlyList<Entry> entries)
    {
        var (numbers, bytes) = (_inbox.ArrivedNumbers, _inbox.ArrivedBytes);
        if (_inbox.Events(epoch, first, entries) == Arrival.Gap) LoseStep();
        CountArrived(numbers, bytes);
        _arrived.Set();
    }

    internal void OnSnapshot(string epoch, long seq, RawJson state, string reason)
    {
        if (epoch != _epoch)
        {
            // Move numbers may be other ones too: the welcome of a resume brings everything.
            _asksResume = LinkEnd.OutOfStep;
            return;
        }
        var (numbers, bytes) = (_inbox.ArrivedNumbers, _inbox.ArrivedBytes);
        if (_inbox.Snapshot(epoch, seq, state, reason) == Arrival.Ignored) return;
        _asksSnapshot = false;
        TellSnapshot(reason);
        CountArrived(numbers, bytes);
        _arrived.Set();
    }

    internal void OnFrame(RoomItem.Frame frame)
    {
        _inbox.Frame(frame);
        _seen.AddFrame(frame.Tick, _client.Now);
        _arrived.Set();
    }

    /// <summary>The room is at another server, and the client goes there.</summary>
    internal void Follow(Uri server) => _asksResume = LinkEnd.Moved(server);

    private void CountArrived(long numbersBefore, long bytesBefore)
    {
        var (numbers, bytes) = (_inbox.ArrivedNumbers - numbersBefore, _inbox.ArrivedBytes - bytesBefore);
        if (numbers > 0) _seen.Add(numbers, bytes, _client.Now);
    }

    private void LoseStep()
    {
        _asksSnapshot = true;
        _client.CountDesync(_generation, Code);
    }

    // Outside the lock.

    /// <summary>Does what the last message or answer made due.</summary>
    internal void Act()
    {
        HubLink? link;
        bool snapshot;
        LinkEnd? resume;
        lock (_client.Gate)
        {
            link = _link;
            (snapshot, resume) = (_asksSnapshot, _asksResume);
            (_asksSnapshot, _asksResume) = (false, null);
        }
        if (link is null) return;
        if (resume is not null)
        {
            link.End(resume);
            return;
        }
        if (snapshot) _ = AskSnapshotAsync(link);
        Flush();
        TellSeen(_client.Now);
    }

    /// <summary>Tells the server what was taken in, if it is time.</summary>
    internal void TellSeen(TimeSpan now)
    {
        HubLink link;
        SeenRequest seen;
        lock (_client.Gate)
        {
            if (_link is null || _isTelling || IsFull || !_seen.IsDue(now, _client.LookInterval)) return;
            link = _link;
            seen = new SeenRequest(Code, _inbox.ArrivedSeq, _seen.Tick);
            _seen.Told();
            _isTelling = true;
        }
        _ = TellSeenAsync(link, seen);
    }

    private async Task TellSeenAsync(HubLink link, SeenRequest seen)
    {
        await link.TellAsync(HubMethods.Seen, seen);
        lock (_client.Gate) _isTelling = false;
        TellSeen(_client.Now);
    }

    private async Task AskSnapshotAsync(HubLink link)
    {
        try
        {
            while (true)
            {
                var answer = await link.CallAsync<Answer>(HubMethods.Snapshot, new RoomRequest(Code));
                if (answer.Ok) return;
                if (answer.Reason is not (Reasons.RateLimited or Reasons.Unavailable)) break;
                await Task.Delay(TimeSpan.FromMilliseconds(answer.RetryAfterMs ?? 1_000), _client.Options.Time, link.Over);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (LinkLostException)
        {
            return;
        }
        catch (Microsoft.AspNetCore.SignalR.HubException)
        {
            // As with a refusal: the resume that follows brings the state.
        }
        link.End(LinkEnd.OutOfStep);
    }
}
