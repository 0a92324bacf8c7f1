using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Engine;

public sealed partial class Node
{
    /// <summary>Rooms one list holds.</summary>
    private const int Listed = 100;

    /// <summary>Rooms without an answer in time after which quick play gives up: each of them cost a second or two.</summary>
    private const int SilentRooms = 3;

    /// <summary>Enters a room, or resumes in it.</summary>
    public async Task<Joined> JoinAsync(Session session, JoinRequest request)
    {
        if (Unready(session) is { } unready) return RefuseJoin(unready);
        if (!TryCountJoin(session, out var retryAfterMs)) return RefuseJoin(Reasons.RateLimited, retryAfterMs);
        return await JoinRoomAsync(session, request);
    }

    // A Join was counted when it came; of a Hello only the room knows which of its joins resume and which are new.
    private async Task<Joined> JoinRoomAsync(Session session, JoinRequest request, bool isOfHello = false)
    {
        if (request?.Room is null || request.Cursor is { IsWellFormed: false })
        {
            if (!isOfHello) Malformed(session);
            return RefuseJoin(Reasons.BadRequest);
        }
        var player = session.Player!;
        // A personal room that Hello could not attach in time; nobody else's can be named.
        if (request.Room == player.Id) return await AttachAsync(() => OwnRoomAsync(session, player), session, request.Cursor, spectate: false);
        // Taken before the look-up and given back after a good one: many guesses at once would all find a unit left.
        if (!TryGuess(session, out var retryAfterMs)) return LimitJoin("failed_joins", Reasons.RateLimited, retryAfterMs);
        var joined = RoomDirectory.Normalize(request.Room) is { } code
            ? await EnterAsync(session, code, request.Cursor, request.Spectate, countsNew: isOfHello)
            : RefuseJoin(Reasons.NotFound);
        // A wrong code and an unknown one answer alike: nobody finds rooms by trying.
        if (joined.Reason == Reasons.NotFound) return joined;
        player.FailedJoins.Return(1);
        session.Address.FailedJoins.Return(1);
        return joined;
    }

    // Calls of one client run beside each other: each counts the rooms that the others are entering.
    private async Task<Joined> EnterAsync(Session session, string room, Cursor? cursor, bool spectate, bool countsNew = false)
    {
        var rooms = session.Player!.Rooms;
        if (!rooms.TryBeginEntering(room, _options.Limits.LiveRoomsPerPlayer)) return InTooManyRooms();
        try
        {
            return await AttachAsync(() => _rooms.FindAsync(room), session, cursor, spectate, countsNew);
        }
        finally
        {
            rooms.EndEntering(room);
        }
    }

    private Joined InTooManyRooms() =>
        LimitJoin("live_rooms_per_player", Reasons.RateLimited, text: $"You are in {_options.Limits.LiveRoomsPerPlayer} rooms: leave one first.");

    private static bool TryGuess(Session session, out int retryAfterMs)
    {
        if (!session.Player!.FailedJoins.TryTake(1, out retryAfterMs)) return false;
        if (session.Address.FailedJoins.TryTake(1, out retryAfterMs)) return true;
        session.Player.FailedJoins.Return(1);
        return false;
    }

    private bool TryCountJoin(Session session, out int retryAfterMs)
    {
        if (session.TryTakeJoin(out retryAfterMs)) return true;
        _metrics.LimitHit("joins");
        if (!session.TryTellToWait(session.JoinsWait, retryAfterMs)) Flooded(session);
        return false;
    }

    /// <summary>Sits down in the fullest public room of a game that has a seat free or a bot in it, else in a new one.</summary>
    public async Task<Joined> PlayAsync(Session session, PlayRequest request)
    {
        if (Unready(session) is { } unready) return RefuseJoin(unready);
        if (request?.Game is null || !_games.Has(request.Game)) return RefuseJoin(Reasons.UnknownGame);
        if (!TryCountJoin(session, out var retryAfterMs)) return RefuseJoin(Reasons.RateLimited, retryAfterMs);
        var silent = 0;
        foreach (var info in _rooms.Infos(request.Game, HasPlace))
        {
            var joined = await JoinRoomAsync(session, new JoinRequest(info.Room));
            if (joined.Ok || joined.Reason is not (Reasons.Full or Reasons.Ended or Reasons.Kicked or Reasons.NotFound or Reasons.Unavailable)) return joined;
            if (joined.Reason == Reasons.Unavailable && ++silent == SilentRooms) return joined;
        }
        // Whoever is in a room here stays here: one connection cannot be at two nodes.
        if (session.Pump.Attached.Length <= 1 && RoomsElsewhere(request.Game).FirstOrDefault(other => HasPlace(other.Room)) is { Url: { } url })
            return new Joined { Ok = false, Reason = Reasons.Moved, Url = url };
        return await OpenAsync(session, request.Game, options: null, isPrivate: false, isQuick: true);
    }

    // A bot gives its seat to whoever comes.
    private bool HasPlace(RoomInfo room) => room.Seats == 0
        ? room.Taken + room.Spectators < _options.Limits.MembersPerRoom
        : room.Taken - room.Bots < room.Seats;

    /// <summary>Opens a room of one's own.</summary>
    public async Task<Joined> CreateAsync(Session session, CreateRequest request)
    {
        if (Unready(session) is { } unready) return RefuseJoin(unready);
        if (request?.Game is null || !_games.Has(request.Game)) return RefuseJoin(Reasons.UnknownGame);
        if (request.Options is { } options && !options.IsSound(_options.Limits.JsonDepth))
        {
            Malformed(session);
            return RefuseJoin(Reasons.BadRequest);
        }
        return await OpenAsync(session, request.Game, request.Options, request.IsPrivate, isQuick: false);
    }

    private async Task<Joined> OpenAsync(Session session, string game, RawJson? options, bool isPrivate, bool isQuick)
    {
        if (_isDraining) return RefuseJoin(Reasons.Draining, DrainRetryMs, "The server is about to restart.");
        if (IsAdrift) return RefuseJoin(Place.Unsettled);
        if (_isShed) return LimitJoin("memory", Reasons.Unavailable, 5_000, "The server is short of memory.");
        if (!session.Player!.Rooms.MayEnterOneMore(_options.Limits.LiveRoomsPerPlayer)) return InTooManyRooms();
        if (!Within(session.Player.NewRooms, "rooms", out var retryAfterMs)) return RefuseJoin(Reasons.RateLimited, retryAfterMs);
        var address = session.Connection.Address;
        if (_rooms.CountFrom(address) >= _options.Limits.LiveRoomsPerAddress) return LimitJoin("live_rooms_per_address", Reasons.RateLimited, 60_000, "Too many rooms were opened from here: close one first.");
        if (_rooms.Count >= _options.Limits.MaxRooms) return LimitJoin("max_rooms", Reasons.Unavailable, 5_000, "The server has as many rooms as it can hold.");
        if (!TryOpenTable(game, options, isQuick, out var table, out var refused))
        {
            if (refused.Reason == Reasons.BadArgs) session.Player.NewRooms.Return(1); // a mistake in the options, and no room
            return refused;
        }
        try
        {
            var room = await _rooms.CreateAsync(game, table, isPrivate, address);
            return await EnterAsync(session, room.Name, cursor: null, spectate: false);
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
            return RefuseJoin(Reasons.Unavailable, Room.UnavailableRetryMs);
        }
    }

    private bool TryOpenTable(string game, RawJson? options, bool isQuick, [NotNullWhen(true)] out Table? table, [NotNullWhen(false)] out Joined? refused)
    {
        (table, refused) = (null, null);
        try
        {
            table = _games.Open(game, options, isQuick, _chance.Bytes(32), out var refusal);
            if (table is null) refused = RefuseJoin(Reasons.BadArgs, text: refusal);
        }
        catch (Exception fault) // A game's bug is no reason to close the connection.
        {
            _log.GameFault("none", game, "create", fault);
            refused = RefuseJoin(Reasons.GameFault, text: "The game failed to open a room.");
        }
        return table is not null;
    }

    /// <summary>As <see cref="Send"/>; the task is its ack, as it travels.</summary>
    public Task<RawJson> SendAsync(Session session, SendRequest request)
    {
        var reply = new TaskReply();
        Send(session, request, reply);
        return reply.Task;
    }

    /// <summary>A move. It is posted to its room before this returns, so entry order holds.</summary>
    public void Send(Session session, SendRequest request, IMoveReply reply)
    {
        var n = request?.N ?? 0;
        if (Unready(session) is { } unready)
        {
            Refuse(reply, n, unready);
            return;
        }
        if (request?.Room is null || request.Move is null || n is < 1 or > RawJson.MaxInteger || !AreSound(request.Args))
        {
            Malformed(session);
            Refuse(reply, n, Reasons.BadRequest);
            return;
        }
        if (AttachmentTo(session, request.Room) is not { } attachment)
        {
            Refuse(reply, n, Reasons.NotMember);
            return;
        }
        var game = attachment.Room.Game;
        if (!attachment.TryBeginMove())
        {
            Refuse(reply, n, Reasons.Window, game);
            return;
        }
        var work = new MoveWork(attachment, request, _time.GetTimestamp(), reply);
        if (attachment.Room.TryPost(work, out var isFull)) return;
        attachment.EndMove();
        if (isFull) _metrics.LimitHit("mailbox");
        Refuse(reply, n, isFull ? Reasons.Unavailable : Reasons.NotMember, game, isFull ? Room.UnavailableRetryMs : null);
    }

    private bool AreSound(IReadOnlyList<RawJson>? args)
    {
        for (var i = 0; i < args?.Count; i++)
        {
            if (!args[i].IsSound(_options.Limits.JsonDepth)) return false;
        }
        return true;
    }

    private void Refuse(IMoveReply reply, long n, string reason, string game = "none", int? retryAfterMs = null)
    {
        var decision = Decision.Before(n, reason, retryAfterMs);
        _metrics.MoveAnswered(game, decision.Outcome, TimeSpan.Zero);
        reply.Answer(decision.Answer);
    }

    private sealed class TaskReply() : TaskCompletionSource<RawJson>(TaskCreationOptions.RunContinuationsAsynchronously), IMoveReply
    {
        public void Answer(RawJson ack) => TrySetResult(ack);
    }

    // Whether one more is within the rate; else it is counted.
    private bool Within(TokenBucket rate, string limit, out int retryAfterMs)
    {
        if (rate.TryTake(1, out retryAfterMs)) return true;
        _metrics.LimitHit(limit);
        return false;
    }

    private Joined LimitJoin(string limit, string reason, int? retryAfterMs = null, string? text = null)
    {
        _metrics.LimitHit(limit);
        return RefuseJoin(reason, retryAfterMs, text);
    }

    /// <summary>The room's state, in its place in the stream: for a client that found itself out of step.</summary>
    public Task<Answer> SnapshotAsync(Session session, RoomRequest request) =>
        AskAsync(session, request, attachment => new SnapshotWork(attachment, SnapshotReasons.Desync));

    /// <summary>Ends the membership. The moves' numbers are kept as long as the room lives.</summary>
    public Task<Answer> LeaveAsync(Session session, RoomRequest request) =>
        AskAsync(session, request, _ => new LeaveWork(session));

    private async Task<Answer> AskAsync(Session session, RoomRequest request, Func<Attachment, RoomCall<Answer>> ask)
    {
        if (Unready(session) is { } unready) return new Answer { Ok = false, Reason = unready };
        if (request?.Room is null || AttachmentTo(session, request.Room) is not { } attachment) return new Answer { Ok = false, Reason = Reasons.NotMember };
        var call = ask(attachment);
        return attachment.Room.TryPost(call) && await call.Answered is { } answer ? answer : new Answer { Ok = false, Reason = Reasons.NotMember };
    }

    /// <summary>Public rooms in which somebody is.</summary>
    public RoomList Rooms(Session session, RoomsRequest? request)
    {
        if (Unready(session) is { } unready) return new RoomList { Ok = false, Reason = unready };
        if (!Within(session.Player!.Lists, "lists", out var retryAfterMs) || !Within(session.Address.Lists, "lists", out retryAfterMs))
            return new RoomList { Ok = false, Reason = Reasons.RateLimited, RetryAfterMs = retryAfterMs };
        var here = _rooms.Infos(request?.Game).Take(Listed); // taken at once, the others need not be sorted
        return new RoomList { Rooms = [.. here.Concat(RoomsElsewhere(request?.Game).Select(other => other.Room)).Take(Listed)] };
    }

    private IEnumerable<(RoomInfo Room, string Url)> RoomsElsewhere(string? game) =>
        _placement.RoomsElsewhere.Where(other => game is null || other.Room.Game == game);

    /// <summary>A client has taken everything of a room up to a number.</summary>
    public void Seen(Session session, SeenRequest request)
    {
        if (request?.Room is null || AttachmentTo(session, request.Room) is not { } attachment) return;
        attachment.Queue.Seen(request.Seq);
        if (request.Tick is { } tick) attachment.Queue.SeenFrame(tick);
        if (attachment.Queue.HasWaiting) session.Pump.Wake();
    }

    /// <summary>A seat's newest input. One beyond the rate is dropped: the next one says the same or better.</summary>
    public void Input(Session session, InputRequest request)
    {
        if (request?.Room is null || !session.IsLive || AttachmentTo(session, request.Room) is not { } attachment) return;
        if (Within(session.Player!.Inputs, "inputs", out _)) attachment.Offer(request);
    }

    /// <summary>A page was hidden or shown.</summary>
    public void Visible(Session session, VisibleRequest request)
    {
        session.IsVisible = request?.Visible ?? true;
        foreach (var attachment in session.Pump.Attached) attachment.Room.TryPost(new VisibleWork(session));
    }

    /// <summary>The server's clock.</summary>
    public Pong Ping(PingRequest request) => new(request?.T ?? 0, Now);

    /// <summary>
    /// Publishes an event from outside any game (SignalR's <c>IHubContext</c>): through the room's log, complete when durable.
    /// A player's id names the personal room. Where there is no such room nothing happens. It is tried until it is durable, and again only when it
    /// certainly did not happen: nobody sees it twice.
    /// </summary>
    /// <exception cref="EventUnconfirmedException">It may have happened: the room's server lost it, or fell silent, before it was durable.</exception>
    /// <exception cref="ArgumentException">The type is not a letter followed by up to 31 letters or digits, or is one of those that every room has.</exception>
    public async Task PublishAsync(string room, string type, RawJson data, Audience? audience = null)
    {
        if (!IsEventType(type)) throw new ArgumentException($"\"{type}\" cannot be an event's type: expected a letter followed by up to 31 letters or digits.", nameof(type));
        if (TableEvents.IsOfRooms(type)) throw new ArgumentException($"\"{type}\" is an event of every room, which clients believe: give yours another name.", nameof(type));
        while (true)
        {
            var (found, place) = await FindAnyAsync(room);
            if (place.Kind == PlaceKind.Nowhere) return;
            if (found is not null)
            {
                var work = new PublishWork(room, new Published(type, data, From: null, audience));
                if (found.TryPost(work) && await work.Answered is not null) return;
            }
            else if (place.Kind == PlaceKind.Elsewhere && await _placement.PublishAsync(place, room, type, data, audience)) return;
            else await Task.Delay(TimeSpan.FromMilliseconds(UnsettledRetryMs), _time); // between two nodes
        }
    }

    private async ValueTask<Found> FindAnyAsync(string room)
    {
        if (RoomDirectory.Normalize(room) is { } code) return await _rooms.FindAsync(code);
        var player = _players.Find(room)?.Record ?? await _journal.LoadPlayerAsync(room);
        return player is null ? new Found(null, Place.Nowhere) : await _rooms.PersonalAsync(player);
    }

    private static bool IsEventType(string type) =>
        type.Length is > 0 and <= 32 && char.IsAsciiLetter(type[0]) && type.All(char.IsAsciiLetterOrDigit);

    private static Attachment? AttachmentTo(Session session, string room) =>
        session.AttachmentTo(room) ?? (RoomDirectory.Normalize(room) is { } code ? session.AttachmentTo(code) : null);

    private static string? Unready(Session session) =>
        session.IsLive ? null : session.IsOver ? Reasons.Superseded : Reasons.HelloFirst;
}
