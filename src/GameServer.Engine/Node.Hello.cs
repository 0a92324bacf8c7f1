using GameServer.Protocol;

namespace GameServer.Engine;

public sealed partial class Node
{
    /// <summary>Rooms one <c>Hello</c> may join.</summary>
    private const int JoinsPerHello = 16;

    /// <summary>Characters of a page's name.</summary>
    private const int PageLength = 32;

    /// <summary>A room that does not answer within this is <c>unavailable</c>; the welcome does not wait for it.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(1);

    /// <summary>The first call of a connection: who is there. Resumes everything in one round trip (CON-1).</summary>
    public async Task<Welcome> HelloAsync(Session session, HelloRequest request)
    {
        if (session.IsOver) return Refuse(Reasons.Superseded);
        if (!session.TryBeginHello()) return Refuse(Reasons.BadRequest);
        try
        {
            var began = _time.GetTimestamp();
            var welcome = session.Player is null ? await IntroduceAsync(session, request) : Refuse(Reasons.BadRequest);
            if (welcome.Reason == Reasons.BadRequest) Malformed(session);
            if (request.Token is not null) Count(welcome, _time.GetElapsedTime(began));
            return welcome;
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
            return Refuse(Reasons.Unavailable) with { RetryAfterMs = Room.UnavailableRetryMs };
        }
        finally
        {
            session.EndHello();
        }
    }

    private void Count(Welcome welcome, TimeSpan took)
    {
        if (welcome.Ok) _metrics.HelloAnswered(took);
        else if (welcome.Reason is Reasons.Denied or Reasons.RateLimited) _metrics.Resumed("denied", welcome.Reason);
    }

    private static Welcome Refuse(string reason) => new() { Ok = false, Reason = reason };

    private async Task<Welcome> IntroduceAsync(Session session, HelloRequest request)
    {
        if (request.Protocol != Wire.Version)
        {
            _metrics.VersionRefused();
            return Refuse(Reasons.UpgradeRequired) with { Text = "A new version is ready." };
        }
        if (_isDraining) return Refuse(Reasons.Draining) with { RetryAfterMs = DrainRetryMs };
        if (IsAdrift) return Refuse(Reasons.Unavailable) with { RetryAfterMs = UnsettledRetryMs };
        if (request.Join?.Count > JoinsPerHello || request.Look is < 0 or > 7 || request.Page is { } page && (page.Length is 0 or > PageLength || page.Any(char.IsControl))) return Refuse(Reasons.BadRequest);

        Player player;
        string token;
        if (request.Token is null)
        {
            (player, token) = _players.Create(request.Name, request.Look);
            if (!await InTimeAsync(_players.SaveAsync(player))) return Refuse(Reasons.Unavailable) with { RetryAfterMs = Room.UnavailableRetryMs };
        }
        else
        {
            token = request.Token;
            if (await _players.FindByTokenAsync(token) is not { } known)
            {
                if (session.Address.TryBadToken(out var waitMs)) return Refuse(Reasons.Denied);
                _metrics.LimitHit("bad_tokens");
                return Refuse(Reasons.RateLimited) with { RetryAfterMs = waitMs };
            }
            player = known;
            if (!Within(player.Resumes, "resumes", out var retryAfterMs)) return Refuse(Reasons.RateLimited) with { RetryAfterMs = retryAfterMs };
            // A personal room that is live here brought its player along already.
            if (!_rooms.IsLive(player.Id) && (await _placement.ClaimPersonalAsync(player.Id, request.TakeOver, request.Page)).Kind == PlaceKind.Busy) return Refuse(Reasons.PlayingElsewhere);
        }

        // Who went away while it was looked up takes nobody over.
        if (session.IsOver) return Refuse(Reasons.Superseded);
        (session.Page, session.TakesOver) = (request.Page, request.TakeOver);
        if (!_players.TryConnect(ref player, session, request.TakeOver, out var older)) return Refuse(Reasons.PlayingElsewhere);
        // From here on nothing is written on the older connection but its farewell (CON-2).
        if (older is not null) End(older, FarewellTo(older, request.Page));
        if (session.IsOver) player.Disconnect(session); // it closed while it was being introduced

        // A name is no promise: it becomes durable when the journal writes, and the welcome does not wait for that.
        _ = _players.UpdateAsync(player, request.Name, request.Look);
        return await WelcomeAsync(session, player, token, request);
    }

    // A Hello can be late: its client gave that dial up and has been welcomed on a newer one, which must not take itself for taken over (CON-2).
    private static string FarewellTo(Session older, string? page) =>
        page is not null && older.Page == page ? ClosedReasons.Replaced : ClosedReasons.Superseded;

    private async Task<Welcome> WelcomeAsync(Session session, Player player, string token, HelloRequest request)
    {
        var personal = JoinPersonalAsync(session, player, request.Personal);
        var joins = (request.Join ?? []).Select(join => InTimeAsync(JoinRoomAsync(session, join, isOfHello: true))).ToList();
        var joined = new List<Joined>();
        foreach (var join in joins) joined.Add(await join);
        return new Welcome
        {
            PlayerId = player.Id,
            Token = token,
            Name = player.Record.Name,
            Look = player.Record.Look,
            Run = Run,
            ServerTime = Now,
            SeatMs = Math.Min(_options.Player.SeatSeconds, _options.Player.ResumeSeconds) * 1_000, // no seat outlives its membership
            Personal = await personal,
            Seats = await SeatsOfAsync(player.Id),
            Joined = joined,
        };
    }

    // By now the connection is its player's, so the answer is a welcome though the journal cannot be read any more.
    private async Task<IReadOnlyList<SeatInfo>> SeatsOfAsync(string player)
    {
        try
        {
            return [.. (await _journal.RoomsOfAsync(player)).Select(room => new SeatInfo(room.Room, room.Game, room.Seat))];
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
            return [];
        }
    }

    private async Task<Joined> JoinPersonalAsync(Session session, Player player, Cursor? cursor)
    {
        if (cursor is { IsWellFormed: false }) return RefuseJoin(Reasons.BadRequest);
        return await InTimeAsync(AttachAsync(() => PersonalRoomAsync(player), session, cursor, spectate: false));
    }

    // It did not come along with the Hello: its node was busy, or not heard. That is asked for again as the Hello did, so whoever is connected there ends or
    // stays, as then, and of two pages one is left, which cannot be called back by the other.
    private async ValueTask<Found> OwnRoomAsync(Session session, Player player)
    {
        var found = await _rooms.PersonalAsync(player.Record);
        if (found.Place.Kind != PlaceKind.Elsewhere) return found;
        // A connection that is over takes nothing from the newer one that ended it.
        if (!session.IsLive) return found with { Place = Place.Unsettled };
        if ((await _placement.ClaimPersonalAsync(player.Id, session.TakesOver, session.Page)).Kind == PlaceKind.Busy) End(session, ClosedReasons.Superseded);
        return await PersonalRoomAsync(player);
    }

    // It comes to its player, never the other way round.
    private async ValueTask<Found> PersonalRoomAsync(Player player)
    {
        var found = await _rooms.PersonalAsync(player.Record);
        return found.Place.Kind == PlaceKind.Elsewhere ? found with { Place = Place.Unsettled } : found;
    }

    private static Joined RefuseJoin(string reason, int? retryAfterMs = null, string? text = null) =>
        new() { Ok = false, Reason = reason, RetryAfterMs = retryAfterMs, Text = text };

    private async Task<Joined> InTimeAsync(Task<Joined> join) =>
        await InTimeAsync((Task)join) ? await join : RefuseJoin(Reasons.Unavailable, Room.UnavailableRetryMs);

    // Task.WaitAsync and WhenAll would leave the scheduler: their completions run wherever the runtime likes.
    private async Task<bool> InTimeAsync(Task task)
    {
        var first = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _time.CreateTimer(_ => first.TrySetResult(false), null, JoinPatience, Timeout.InfiniteTimeSpan);
        _ = ReportAsync(task, first);
        return await first.Task;
    }

    private static async Task ReportAsync(Task task, TaskCompletionSource<bool> first)
    {
        try
        {
            await task;
            first.TrySetResult(true);
        }
        catch (Exception failure) // handed on to who waits
        {
            first.TrySetException(failure);
        }
    }
}
