using GameServer.Protocol;

namespace GameServer.Engine;

internal sealed partial class Room
{
    /// <summary>Appends what a step published, notes what it changed, tells of an input it could not read, and blames its game for a fault. Returns the number of its last event, 0 if it made none.</summary>
    /// <param name="step">Which.</param>
    /// <param name="move">The move it decided, if it did one.</param>
    private long Apply(Step step, string move = "")
    {
        for (var i = 0; i < step.Events.Count; i++) Append(step.Events[i]);
        _turn.TableChanged |= step.TableChanged;
        _turn.StateChanged |= step.StateChanged;
        _turn.Members.AddRange(step.Members);
        if (_table?.TakeMisfit() is { } misfit) _services.Log.InputDidNotFit(Name, Game, misfit.Expected);
        if (step.Fault is not null) Blame(step.Fault, move);
        if (step.GameFailed) CountFault(ref _faults);
        return step.Events.Count > 0 ? Log.Head : 0;
    }

    private void Append(Published published)
    {
        // At its own moment, however late the turn: clients count from there what time is left.
        var entry = _entries.Add(EntryEncoder.Encode(published, (_time.GetUtcNow() - _behind).ToUnixTimeMilliseconds()));
        var added = new LogEvent(Log.Head + 1, entry, published.Audience);
        Log.Append(added);
        _turn.Events.Add(added);
        _turnBytes += added.Size;
    }

    private void EndTurn()
    {
        _turnBytes = 0;
        _members = _present.Count;
        if (!_turn.ChangedSomething)
        {
            EndIdleTurn();
            return;
        }
        var turn = _turn;
        (_turn, _spare) = (_spare ?? new Turn(), null);
        if (_dropped is null && Log.Trim() is var forgotten and > 0) _forget = forgotten;
        if (turn.TableChanged) _info = _table?.Info(Name);
        if (Game != _header.Game) turn.Header = _header = _header with { Game = Game };
        var commit = new RoomCommit(Name, Log.Epoch)
        {
            Header = turn.Header,
            Events = turn.Events,
            ForgetUpTo = _forget,
            Table = turn.TableChanged ? SaveTable() : default(ReadOnlyMemory<byte>?), // a plain null would become an empty memory
            State = turn.StateChanged ? _table!.SaveState() : default(ReadOnlyMemory<byte>?),
            Acks = turn.Acks,
            Members = turn.Members,
        };
        _forget = 0;
        if (turn.StateChanged) _clockMoved = false;
        turn.Head = Head;
        turn.Size = commit.Size;
        _pendingBytes += turn.Size;
        _pending.Enqueue(turn);
        Volatile.Write(ref _submitted, _submitted + 1);
        if (turn.Events.Count > 0) _services.Metrics.EventsAppended(Game, turn.Events.Count);
        _services.Writer.Submit(commit, this);
    }

    // Nothing to make durable: the answers leave at once, unless what they speak of waits for the disk.
    private void EndIdleTurn()
    {
        if (_turn.Works.Count == 0) return;
        if (_pending.Count > 0) _pending.Last().Works.AddRange(_turn.Works);
        else foreach (var work in _turn.Works) work.Release(this);
        _turn.Works.Clear();
    }

    private ReadOnlyMemory<byte> SaveTable()
    {
        var since = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (player, presence) in _present) since.Add(player, presence.Since);
        return new RoomEnvelope(since, new RawJson(_table!.SaveTable())).Write();
    }

    /// <summary>What has become durable may be seen: first the events, then the answers.</summary>
    private void Release()
    {
        var durable = Volatile.Read(ref _durable);
        if (durable == _released) return;
        var durableAt = Interlocked.Exchange(ref _durableAt, 0) is var since and not 0 ? since : _lastTurnAt; // one that came in between has just become it
        var oldest = _pending.Dequeue();
        var (events, head) = (oldest.Events, oldest.Head);
        List<RoomWork> works = oldest.Works;
        _pendingBytes -= oldest.Size;
        while (++_released < durable)
        {
            var next = _pending.Dequeue();
            _pendingBytes -= next.Size;
            events.AddRange(next.Events);
            works.AddRange(next.Works);
            head = next.Head;
        }
        if (MoveTrace.IsOn) ReleasedAt = _time.GetUtcNow();
        Log.Commit(head);
        foreach (var work in works) work.Asker?.Hold(); // its events and its answer leave in one write
        if (events.Count > 0) FanOut(events, durableAt);
        ShowWaiting();
        foreach (var work in works)
        {
            work.Release(this);
            work.Asker?.Flow();
        }
        if (events.Capacity > TurnItems || works.Capacity > TurnItems) return; // of many turns at once: too large to keep
        oldest.Clear();
        _spare = oldest;
    }

    // One message serves every member that may see all of it and stands right before it; the others' pumps find it in the log.
    // What gathered while the disk was slow may be too much for one message: then it is the pumps' in their usual portions.
    private void FanOut(List<LogEvent> events, long durableAt)
    {
        if (_connected == 0) return;
        var bytes = 0;
        foreach (var added in events) bytes += added.Size;
        var isOneForAll = bytes <= 2 * TurnBytes && events.TrueForAll(static e => e.Audience is null);
        var batch = isOneForAll ? EntryEncoder.Batch(Name, Log.Epoch, events, viewer: null) : null;
        var written = 0;
        foreach (var presence in _present.Values)
        {
            if (presence.Attachment is not { } attachment) continue;
            if (batch is not null && attachment.Session.Pump.Offer(attachment, batch, durableAt)) written++;
            else if (batch is null) attachment.Session.Pump.Wake(attachment, durableAt);
        }
        if (written == 0) return;
        _services.Metrics.EventsDelivered(Game, (long)written * events.Count);
        _services.Metrics.Delivered(_time.GetElapsedTime(durableAt));
    }

    /// <summary>Over for good: everybody is told, nobody can join any more.</summary>
    private void End()
    {
        MarkEnded();
        foreach (var presence in _present.Values)
        {
            presence.Rooms?.Remove(Name);
            _turn.Members.Add(new MembershipChange(presence.Player, IsMember: false, Seat: null));
            if (presence.Attachment is { } attachment) SayFarewell(attachment, LeftReasons.Ended);
        }
        _present.Clear();
        _connected = 0;
        _emptySince = _lastTurnAt;
    }

    private void MarkEnded()
    {
        _header = _header with { HasEnded = true };
        _turn.Header = _header;
    }

    // Time stands still here from the moment on at which the room may go to sleep.
    private bool IsDeserted(long now) =>
        _connected == 0 && _time.GetElapsedTime(_emptySince, now) >= TimeSpan.FromSeconds(_services.Options.Room.EmptySeconds);

    /// <summary>
    /// A room where nobody is connected goes to sleep in the journal; one that everybody left for good ends.
    /// What only time changed is saved first, so that a clock goes on where it stood.
    /// </summary>
    private bool TrySleep(long now)
    {
        if (_pending.Count > 0 || !IsDeserted(now)) return false;
        if (_table is not null && _present.Count == 0 && !_header.HasEnded) MarkEnded();
        if (_clockMoved && !_header.HasEnded) _turn.StateChanged = true;
        if (_turn.ChangedSomething)
        {
            EndTurn();
            return false;
        }
        Close(Bounce);
        return true;
    }
}
