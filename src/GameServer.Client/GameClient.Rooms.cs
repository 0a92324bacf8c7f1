using GameServer.Protocol;

namespace GameServer.Client;

// Entering and leaving rooms.
public sealed partial class GameClient
{
    /// <summary>A cluster that sends us around longer than this does not know where the room is.</summary>
    private const int MostRedirects = 3;

    /// <summary>So long who plays or opens waits for rooms that are being left: one that hangs holds nobody up.</summary>
    private static readonly TimeSpan LeavesWithin = TimeSpan.FromSeconds(2);

    /// <summary>Enters a room by its code; a room this client is in already is given as it is.</summary>
    /// <param name="room">Its code, in any case, with or without hyphen.</param>
    /// <param name="spectate">Watch, without taking a seat.</param>
    /// <param name="cancel">Stops waiting for a link; a call under way is finished.</param>
    /// <exception cref="RefusedException"><c>not_found</c>, <c>full</c>, <c>ended</c>, <c>kicked</c> ...; <c>moved</c> when other rooms hold this client at its server.</exception>
    public async Task<GameRoom> JoinAsync(string room, bool spectate = false, CancellationToken cancel = default)
    {
        var request = new JoinRequest(room, Spectate: spectate);
        var redirects = 0;
        // What was asked for last counts: entered before that is over, the room would be left again.
        if (Leaving(room) is { } leaving) await leaving.WaitAsync(cancel);
        while (true)
        {
            var link = await WelcomedAsync(cancel);
            try
            {
                var (entered, answer) = await EnterAsync(link, HubMethods.Join, request, null, spectate);
                if (entered is not null) return entered;
                if (redirects++ < MostRedirects && MayFollow(answer) is { } url) link.End(LinkEnd.Moved(url));
                else await OrWaitAsync(HubMethods.Join, answer, cancel);
            }
            catch (LinkLostException)
            {
                // Joining twice is joining once.
            }
        }
    }

    /// <summary>Sits down in any public room of a game that has a place, else in a new one.</summary>
    /// <exception cref="RefusedException"><c>unknown_game</c>, <c>rate_limited</c> ...</exception>
    public Task<GameRoom> PlayAsync(string game, CancellationToken cancel = default) =>
        OpenAsync(HubMethods.Play, new PlayRequest(game), game, cancel);

    /// <summary>Opens a room of one's own.</summary>
    /// <param name="game">The game's wire name.</param>
    /// <param name="options">The game's options; absent: its defaults.</param>
    /// <param name="isPrivate">Not listed, and with a code too long to guess.</param>
    /// <param name="cancel">Stops waiting for a link; a call under way is finished.</param>
    /// <exception cref="RefusedException"><c>unknown_game</c>, <c>rate_limited</c>, <c>bad_args</c> ...</exception>
    public Task<GameRoom> CreateAsync(string game, object? options = null, bool isPrivate = false, CancellationToken cancel = default) =>
        OpenAsync(HubMethods.Create, new CreateRequest(game, options is null ? null : RawJson.From(options), isPrivate), game, cancel);

    internal async Task LeaveAsync(GameRoom room, CancellationToken cancel)
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            if (_rooms.GetValueOrDefault(room.Code) != room) return;
            _rooms.Remove(room.Code);
            _leaving[Plain(room.Code)] = left.Task;
            room.End(LeftReasons.Leave, null, byServer: false);
        }
        try
        {
            await QuitAsync(room, cancel);
        }
        finally
        {
            lock (Gate) _leaving.Remove(Plain(room.Code));
            left.SetResult();
        }
    }

    private Task? Leaving(string room)
    {
        lock (Gate) return _leaving.GetValueOrDefault(Plain(room));
    }

    // As people write it.
    private static string Plain(string code) => code.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private async Task QuitAsync(GameRoom room, CancellationToken cancel)
    {
        while (true)
        {
            var link = await WelcomedAsync(cancel);
            try
            {
                var answer = await AskAsync<Answer>(link, HubMethods.Leave, new RoomRequest(room.Code));
                if (answer.Reason == Reasons.NotMember && IsMember(room.Code))
                {
                    // The server takes it only from a connection that is in the room, and this one did not resume there.
                    answer = await AskAsync<Joined>(link, HubMethods.Join, new JoinRequest(room.Code, Spectate: true));
                    if (answer.Ok) continue;
                }
                if (ComesLater(answer) is not { } after) return;
                await Task.Delay(after, Options.Time, cancel);
            }
            catch (LinkLostException)
            {
                // Leaving twice is leaving once.
            }
        }
    }

    // Not to be repeated blindly: each call may open another room. A call whose answer was lost shows in the seats of the next welcome.
    private async Task<GameRoom> OpenAsync(string method, object request, string game, CancellationToken cancel)
    {
        var redirects = 0;
        Task[] leaving;
        lock (Gate) leaving = [.. _leaving.Values];
        // It could be led into one of them.
        if (leaving.Length > 0) await Task.WhenAny(Task.WhenAll(leaving), Task.Delay(LeavesWithin, Options.Time, cancel));
        while (true)
        {
            var link = await WelcomedAsync(cancel);
            HashSet<string> before;
            lock (Gate) before = [.. _seats, .. _rooms.Keys];
            try
            {
                var (entered, answer) = await EnterAsync(link, method, request, null);
                if (entered is not null) return entered;
                if (redirects++ < MostRedirects && MayFollow(answer) is { } url)
                {
                    link.End(LinkEnd.Moved(url));
                    await link.Left.WaitAsync(cancel);
                }
                else await OrWaitAsync(method, answer, cancel);
            }
            catch (LinkLostException)
            {
                await WelcomedAsync(cancel);
                string? opened;
                lock (Gate) opened = _seats.Except(before).FirstOrDefault(code => !_rooms.ContainsKey(code));
                if (opened is not null) return await JoinAsync(opened, cancel: cancel);
            }
        }
    }

    /// <summary>One call that attaches a room: <paramref name="resumed"/>, or the one its answer names.</summary>
    private async Task<(GameRoom? Room, Joined Answer)> EnterAsync(HubLink link, string method, object request, GameRoom? resumed, bool spectates = false)
    {
        lock (Gate) link.Pen.Open();
        GameRoom? room = null;
        Joined answer;
        try
        {
            answer = await AskAsync<Joined>(link, method, request);
            lock (Gate)
            {
                if (_link != link || link.IsOver) throw new LinkLostException();
                if (answer.Ok) room = Admit(link, answer, resumed, spectates);
            }
        }
        finally
        {
            lock (Gate) link.Pen.Close();
        }
        room?.Act();
        return (room, answer);
    }

    // Under Gate.
    private GameRoom Admit(HubLink link, Joined answer, GameRoom? resumed, bool spectates)
    {
        var room = resumed ?? _rooms.GetValueOrDefault(answer.Room!) ?? new GameRoom(this, answer.Room!, spectates);
        // Left while the call was under way, or attached by another call before.
        if (room.IsOver || room.IsAttachedTo(link)) return room;
        if (room != Personal) _rooms[room.Code] = room;
        room.Attach(link, answer);
        link.Pen.Release(room);
        return room;
    }

    private Uri? MayFollow(Answer refusal)
    {
        lock (Gate) return refusal.Reason == Reasons.Moved && _rooms.Count == 0 ? FollowsTo(refusal.Url) : null;
    }

    /// <summary>A call whose refusal by a connection that is over counts as no answer.</summary>
    private static async Task<T> AskAsync<T>(HubLink link, string method, object request) where T : Answer
    {
        var answer = await link.CallAsync<T>(method, request);
        if (answer.Reason != Reasons.Superseded) return answer;
        await link.AwaitLastWordAsync();
        throw new LinkLostException();
    }

    private bool IsMember(string code)
    {
        lock (Gate) return _seats.Contains(code);
    }

    // A matter of moments, or of the next server; every other refusal is the caller's to judge.
    private Task OrWaitAsync(string call, Answer refusal, CancellationToken cancel) => refusal.Reason is Reasons.Unavailable or Reasons.Draining
        ? Task.Delay(TimeSpan.FromMilliseconds(refusal.RetryAfterMs ?? 500), Options.Time, cancel)
        : throw new RefusedException(call, refusal);
}
