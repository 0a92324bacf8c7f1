using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

public sealed partial class SimClient
{
    private const int SeenEvery = 4;

    /// <summary>Will enter a room when it connects: what a second page of a player does.</summary>
    public void Know(string code) => _rooms.TryAdd(code, new SimRoom(code));

    /// <summary>Enters a room it is not in.</summary>
    public void Join(string code)
    {
        if (!_isLive || _rooms.ContainsKey(code)) return;
        var room = new SimRoom(code);
        _rooms.Add(code, room);
        Join(_link!, room);
    }

    /// <summary>Opens a room of its own.</summary>
    public void Create(Action<string> opened)
    {
        if (!_isLive || _link is not { } link) return;
        Call(link, call => call.AskAsync((node, session) => node.CreateAsync(session, new CreateRequest("tally")), (client, joined) =>
        {
            if (joined.Ok) opened(joined.Room!);
            if (!joined.Ok || !client.Hears(link)) return; // a room may have been opened all the same: somebody finds it or nobody does
            var room = new SimRoom(joined.Room!) { IsJoining = true };
            _rooms.Add(room.Code, room);
            OnJoined(link, room, null, joined);
        }));
    }

    private void Join(SimLink link, SimRoom room)
    {
        var cursor = room.Cursor;
        room.IsJoining = true;
        Call(link, call => call.AskAsync((node, session) => node.JoinAsync(session, new JoinRequest(room.Code, cursor)), (client, joined) =>
        {
            if (client.Hears(link)) client.OnJoined(link, room, cursor, joined);
        }));
    }

    private void OnJoined(SimLink link, SimRoom room, Cursor? cursor, Joined joined)
    {
        if (!joined.Ok)
        {
            if (joined.Reason is Reasons.Unavailable or Reasons.RateLimited)
            {
                world.Process.After(TimeSpan.FromMilliseconds(joined.RetryAfterMs ?? 100), () => { if (_link == link && _rooms.GetValueOrDefault(room.Code) == room) Join(link, room); });
            }
            else
            {
                if (joined.Reason is not Reasons.Kicked) world.Gone(room.Code);
                Quit(room, joined.Reason!);
            }
            return;
        }
        if (room.Epoch != joined.Epoch) Drop(room, "epoch");
        if (joined.OwnMove is { } own && room.Outbox.FindIndex(move => move.N > own && move.N <= joined.LastMove) is var foreign and >= 0) Drop(room, "other_page", foreign);
        room.Epoch = joined.Epoch;
        Write(new Line
        {
            What = LineKind.Joined, Gen = _gen, Room = room.Code, Epoch = joined.Epoch, Head = joined.Head, LastMove = joined.LastMove, Reason = joined.Resume,
            Cursor = cursor is null ? null : new Position(cursor.Epoch, cursor.Seq),
        });
        (room.IsAttached, room.IsJoining) = (true, false);
        if (joined.Snapshot is { } snapshot) OnSnapshot(room, joined.Epoch!, snapshot, isPushed: false);
        if (room.Outbox.Count == 0) room.LastMove = joined.LastMove!.Value;
        foreach (var held in room.Held.ToList()) held();
        room.Held.Clear();
        foreach (var move in room.Outbox.ToList()) Send(link, room, move);
    }

    // What overtakes the answer of a join waits for it. What that answer covers was for a membership or an attachment before it.
    private void InOrder(string code, long upTo, Action<SimRoom> take)
    {
        if (_rooms.GetValueOrDefault(code) is not { } room) return;
        if (room.IsAttached) take(room);
        else if (room.IsJoining) room.Held.Add(() => { if (room.IsAttached && upTo > room.Cursor!.Seq) take(room); });
    }

    private void OnSnapshot(SimRoom room, string epoch, SnapshotBody body, bool isPushed)
    {
        room.Cursor = new Cursor(epoch, body.Seq);
        room.SinceSeen++;
        var view = room.Begin(body.State, out var owner);
        Write(new Line
        {
            What = LineKind.Snapshot, Gen = _gen, Room = room.Code, Epoch = epoch, Seq = body.Seq, Reason = body.Reason,
            Pushed = isPushed ? true : null, View = view, Audience = owner is null ? null : [world.NameOf(owner)!],
        });
    }

    private void OnEvents(SimLink link, EventBatch batch)
    {
        var entries = (IReadOnlyList<(Entry Entry, Line Line)>)(batch.Encoded ??= Array.ConvertAll(batch.Entries.To<Entry[]>()!, entry => (entry, SimHistory.Of(entry))));
        var seq = batch.First;
        var skip = world.Bug == PlantedBug.EventConflated ? entries.Count - 1 : 0;
        foreach (var (entry, line) in entries)
        {
            var number = seq;
            seq = (entry.Hidden ?? seq) + 1;
            if (skip-- > 0) continue;
            InOrder(batch.Room, entry.Hidden ?? number, room => OnEntry(link, room, batch.Epoch, number, entry, line));
        }
    }

    private void OnEntry(SimLink link, SimRoom room, string epoch, long seq, Entry entry, Line line)
    {
        room.Cursor = new Cursor(epoch, entry.Hidden ?? seq);
        if (entry.Hidden is { } upTo) Write(new Line { What = LineKind.Hidden, Gen = _gen, Room = room.Code, Epoch = epoch, Seq = seq, UpTo = upTo });
        else Write(line with { What = LineKind.Event, Gen = _gen, Room = room.Code, Epoch = epoch, Seq = seq, View = room.Apply(entry), By = world.NameOf(entry.From) });
        if (++room.SinceSeen >= SeenEvery) Seen(link, room);
    }

    /// <summary>Makes a move of the game in a room it is in.</summary>
    public void Move(string code, int weight)
    {
        var name = $"{page}-{world.NextMove()}";
        Move(code, name, "put", name, weight);
    }

    /// <summary>Makes a move of the table in a room it is in.</summary>
    public void MoveTable(string code, string move, params object[] args) => Move(code, null, move, args);

    private void Move(string code, string? name, string move, params object[] args)
    {
        if (IsOver || _rooms.GetValueOrDefault(code) is not { IsAttached: true, IsLeaving: false } room || room.Outbox.Count >= Wire.MovesWithoutAck) return;
        var pending = new SimRoom.Pending(++room.LastMove, move, Array.ConvertAll(args, RawJson.From), name);
        room.Outbox.Add(pending);
        Send(_link!, room, pending);
    }

    private void Send(SimLink link, SimRoom room, SimRoom.Pending move)
    {
        var epoch = room.Epoch!;
        Write(new Line { What = LineKind.Send, Gen = _gen, Room = room.Code, Epoch = epoch, N = move.N, Move = move.Name });
        var request = new SendRequest(room.Code, move.N, move.Move, move.Args);
        Call(link, call => call.SendAsync(request, (client, ack) => { if (client.Hears(link)) client.OnAck(link, room, epoch, ack); }));
    }

    private void OnAck(SimLink link, SimRoom room, string epoch, Ack ack)
    {
        if (_rooms.GetValueOrDefault(room.Code) != room) return;
        var line = new Line { What = LineKind.Ack, Gen = _gen, Room = room.Code, Epoch = epoch, N = ack.N, Ok = ack.Ok, Reason = ack.Reason, Seq = ack.Seq };
        Write(line);
        if (ack.Ok || ack.Reason is not (Reasons.Gap or Reasons.Window or Reasons.RateLimited or Reasons.Unavailable or Reasons.Superseded or Reasons.NotMember))
        {
            room.Outbox.RemoveAll(move => move.N == ack.N);
        }
        else if (ack.Reason is Reasons.RateLimited or Reasons.Unavailable or Reasons.Gap or Reasons.Window)
        {
            // Again from there, in order, when it may succeed; a gap says only that an earlier one is still to come.
            world.Process.After(TimeSpan.FromMilliseconds(ack.RetryAfterMs ?? 50), () =>
            {
                if (_link != link || !room.IsAttached || room.Outbox.Find(move => move.N == ack.N) is not { } move) return;
                Send(link, room, move);
            });
        }
    }

    /// <summary>Asks for the state, as a client that found itself out of step.</summary>
    public void AskSnapshot(string code)
    {
        if (_link is { } link && _rooms.GetValueOrDefault(code) is { IsAttached: true })
            Call(link, call => call.AskAsync((node, session) => node.SnapshotAsync(session, new RoomRequest(code)), (client, _) => client.Hears(link)));
    }

    /// <summary>Leaves a room for good; what is not answered is given up.</summary>
    public void Leave(string code)
    {
        if (_link is not { } link || _rooms.GetValueOrDefault(code) is not { IsAttached: true, Outbox.Count: 0 } room) return;
        room.IsLeaving = true;
        Call(link, call => call.AskAsync((node, session) => node.LeaveAsync(session, new RoomRequest(code)), (client, answer) =>
        {
            if (client.Hears(link) && answer.Ok && _rooms.GetValueOrDefault(code) == room) client.Quit(room, LeftReasons.Leave);
        }));
    }

    private void Quit(SimRoom room, string reason)
    {
        Drop(room, reason);
        _rooms.Remove(room.Code);
        (room.IsAttached, room.IsJoining) = (false, false);
        Write(new Line { What = LineKind.Left, Gen = _gen, Room = room.Code, Seq = room.Cursor?.Seq, Reason = reason });
    }

    private void Drop(SimRoom room, string reason, int from = 0)
    {
        foreach (var move in room.Outbox.Skip(from)) Write(new Line { What = LineKind.Dropped, Room = room.Code, Epoch = room.Epoch, N = move.N, Reason = reason });
        room.Outbox.RemoveRange(from, room.Outbox.Count - from);
    }
}
