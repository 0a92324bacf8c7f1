using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace GameServer.Client;

// The connection's life: dial, say Hello, live, wait, dial again, until somebody says the last word.
public sealed partial class GameClient
{
    /// <summary>A server that another one sent us to is dialled this often before we go back to the one we know.</summary>
    private const int TriesElsewhere = 2;

    /// <summary>Most rooms one Hello may name; the others are joined after it.</summary>
    private const int RoomsInHello = 16;

    private async Task RunAsync(bool takeOver, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Exception? last = null;
        string reason;
        try
        {
            reason = await LoopAsync(takeOver, stop);
        }
        catch (RefusedException refused)
        {
            (reason, last) = (refused.Reason, refused);
        }
        catch (OperationCanceledException)
        {
            (reason, last) = (DropReasons.Closed, new ObjectDisposedException(nameof(GameClient)));
        }
        catch (Exception e)
        {
            // Something the application gave us threw, as its clock or its chance, or we have a bug: better an end than a silence.
            Log.Failed(_logger, e);
            (reason, last) = (DropReasons.Failed, e);
        }
        Finish(reason, last ?? new RefusedException("The connection", reason));
    }

    /// <summary>Gives the server's last word; ends with an exception when it is a refusal or ours.</summary>
    private async Task<string> LoopAsync(bool takeOver, CancellationToken stop)
    {
        var server = Options.Url;
        var (attempt, failures) = (1, 0);
        while (true)
        {
            if (failures >= TriesElsewhere) server = Options.Url;
            SetLink(new Link.Connecting(attempt));
            var (link, end) = await DialAsync(server, takeOver, stop);
            failures++;
            if (link is not null)
            {
                (takeOver, failures) = (true, 0);
                var began = Now;
                end = await LiveAsync(link, stop);
                if (Now - began >= Options.StableAfter) attempt = 0;
            }
            attempt++;
            stop.ThrowIfCancellationRequested();
            if (end.Reason == ClosedReasons.Superseded) return end.Reason;

            server = end.Url ?? server;
            // Whoever was thrown out for what it did does not come back at once.
            if (end.Reason is ClosedReasons.Flooding or ClosedReasons.BadRequest) attempt = Math.Max(attempt, Options.RetrySteps.Count);
            var wait = _retry.Wait(attempt, end.RetryAfter, Options.Chance());
            Log.Ended(_logger, end.Cause, wait);
            if (wait <= TimeSpan.Zero) continue;
            SetLink(new Link.Waiting(attempt, Options.Time.GetUtcNow() + wait));
            await Task.Delay(wait, Options.Time, stop);
        }
    }

    /// <summary>Gives a welcomed link, or how it ended before that.</summary>
    /// <exception cref="RefusedException">The server's final word.</exception>
    private async Task<(HubLink? Link, LinkEnd End)> DialAsync(Uri server, bool takeOver, CancellationToken stop)
    {
        var link = new HubLink(server, _protocol, Options, _sockets, this);
        lock (Gate)
        {
            _link = link;
            link.Pen.Open();
        }
        using var timeout = new CancellationTokenSource(Options.DialTimeout, Options.Time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            await link.OpenAsync(cancel.Token).WaitAsync(cancel.Token);
            if (await HelloAsync(link, takeOver, cancel.Token) is not { } end) return (link, LinkEnd.Lost);
            link.End(end);
        }
        catch (RefusedException)
        {
            link.End(LinkEnd.Stopped);
            throw;
        }
        catch (UpgradeRefusedException e)
        {
            link.End(new LinkEnd($"http_{(int)e.Status}", RetryAfter: e.RetryAfter));
            if (e.IsFinal && PlayerId is null) throw new RefusedException("The connection", $"http_{(int)e.Status}", e.Message);
        }
        catch (Exception e)
        {
            // A server that does not speak the binary protocol says so in its handshake, and is spoken to in JSON from then on.
            if (e is HubException) _protocol = HubLink.Json;
            Log.DialFailed(_logger, server, e);
            link.End(LinkEnd.NoWelcome);
        }
        return (null, await link.Ended);
    }

    /// <summary>Says Hello until it is welcomed (then null), or told to come again.</summary>
    private async Task<LinkEnd?> HelloAsync(HubLink link, bool takeOver, CancellationToken cancel)
    {
        var token = await _tokens.LoadAsync(cancel);
        while (true)
        {
            var (rooms, request) = Introduce(token, takeOver);
            var welcome = await link.CallAsync<Welcome>(HubMethods.Hello, request).WaitAsync(cancel);
            if (welcome.Ok)
            {
                if (welcome.Token != token) await _tokens.SaveAsync(welcome.Token, cancel);
                Accept(link, rooms, welcome);
                return null;
            }
            switch (welcome.Reason)
            {
                case Reasons.Denied when token is not null:
                    // The server's data was wiped: a new player with the old cursors.
                    token = null;
                    await _tokens.SaveAsync(null, cancel);
                    break;
                case Reasons.RateLimited or Reasons.Unavailable or Reasons.Draining or Reasons.Moved:
                    return LinkEnd.Closed(welcome.Reason, welcome.RetryAfterMs, welcome.Url);
                default:
                    throw new RefusedException(HubMethods.Hello, welcome);
            }
        }
    }

    private (List<GameRoom> Rooms, HelloRequest Request) Introduce(string? token, bool takeOver)
    {
        lock (Gate)
        {
            var rooms = _rooms.Values.Take(RoomsInHello).ToList();
            return (rooms, new HelloRequest
            {
                Protocol = Wire.Version,
                Token = token,
                Name = Options.Name,
                Look = Options.Look,
                TakeOver = takeOver,
                Page = _page,
                Personal = Personal?.Cursor,
                Join = rooms.ConvertAll(room => room.Resumption),
            });
        }
    }

    /// <summary>Watches over a welcomed link until it ends; then nothing of it is delivered any more.</summary>
    private async Task<LinkEnd> LiveAsync(HubLink link, CancellationToken stop)
    {
        LinkEnd end;
        await using (Watch(link))
        await using (stop.Register(() => link.End(LinkEnd.Stopped)))
            end = await link.Ended;
        lock (Gate)
        {
            _link = null;
            _welcomed = NewWelcome();
            if (end.IsMoved) _run = null; // another node is another run, and no restart
            link.MarkLeft();
            Trace.Ended(link.Generation, end.Cause);
            foreach (var room in _rooms.Values) room.Detach(end.WithError);
            Personal?.Detach(end.WithError);
        }
        if (end.SaysGoodbye && stop.IsCancellationRequested) await link.DisposeAsync();
        return end;
    }

    /// <summary>Nobody retries any more: rooms end, moves are dropped, whoever waits for a welcome is told.</summary>
    private void Finish(string reason, Exception exception)
    {
        lock (Gate)
        {
            _link = null;
            foreach (var room in _rooms.Values) room.End(reason, null, byServer: false);
            Personal?.End(reason, null, byServer: false);
            _rooms.Clear();
            if (reason == ClosedReasons.Superseded) Tell(new Notice.Superseded());
            SetLink(new Link.Ended(reason));
            _isRunning = false;
            _welcomed.TrySetException(exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3002, LogLevel.Debug, "Dialling {Server} came to nothing.")]
        public static partial void DialFailed(ILogger logger, Uri server, Exception exception);

        [LoggerMessage(3003, LogLevel.Debug, "The link ended ({Cause}); the next dial comes in {Wait}.")]
        public static partial void Ended(ILogger logger, string cause, TimeSpan wait);

        [LoggerMessage(3005, LogLevel.Error, "The client stops: it cannot keep its connection up.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(3004, LogLevel.Warning, "Room {Room}: numbers are missing in what the server sent; asking for its state.")]
        public static partial void Desync(ILogger logger, string room);
    }
}
