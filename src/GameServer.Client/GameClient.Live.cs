using GameServer.Protocol;

namespace GameServer.Client;

// While the link lives: what it delivers, and whether it still does.
public sealed partial class GameClient : ILinkListener
{
    private static readonly Link Good = new Link.Live(IsShaky: false);
    private static readonly Link Shaky = new Link.Live(IsShaky: true);

    private readonly Lock _looking = new();
    private long _desyncs;
    private double _pings;

    /// <summary>How often rooms and link are looked after.</summary>
    internal TimeSpan LookInterval => Watchdog.IntervalFor(Options.DeadAfter);

    void ILinkListener.OnEvents(HubLink link, string room, string epoch, long first, Entry[] entries) =>
        Deliver(link, room, to => to.OnEvents(epoch, first, entries));

    void ILinkListener.OnSnapshot(HubLink link, string room, string epoch, long seq, RawJson state, string reason) =>
        Deliver(link, room, to => to.OnSnapshot(epoch, seq, state, reason));

    void ILinkListener.OnFrame(HubLink link, string room, RoomItem.Frame frame) =>
        Deliver(link, room, to => to.OnFrame(frame));

    void ILinkListener.OnLeft(HubLink link, string room, string reason, string? url) =>
        Deliver(link, room, to =>
        {
            if (reason == LeftReasons.Moved && FollowsTo(url) is { } address) to.Follow(address);
            else Remove(to, reason, url);
        });

    private void Deliver(HubLink link, string code, Action<GameRoom> message)
    {
        GameRoom? room;
        lock (Gate)
        {
            // DLV-6: nothing from a generation that was left.
            if (_link != link || link.IsOver) return;
            room = code == Personal?.Code ? Personal : _rooms.GetValueOrDefault(code);
            if (room is null || !room.IsAttachedTo(link))
            {
                link.Pen.Hold(code, message);
                return;
            }
            message(room);
        }
        room.Act();
    }

    internal void CountDesync(int generation, string room)
    {
        Interlocked.Increment(ref _desyncs);
        Trace.Desynced(generation, room);
        Log.Desync(_logger, room);
        Tell(new Notice.Desync(room));
    }

    private ITimer Watch(HubLink link)
    {
        var watchdog = new Watchdog(Options.PingAfter, Options.ShakyAfter, Options.DeadAfter, Now);
        return Options.Time.CreateTimer(_ => LookAfter(link, watchdog), null, watchdog.Interval, watchdog.Interval);
    }

    private void LookAfter(HubLink link, Watchdog watchdog)
    {
        // A look that comes while another one lasts has nothing to add.
        if (link.IsOver || !_looking.TryEnter()) return;
        try
        {
            var now = Now;
            var (health, ping) = watchdog.Look(now, Options.Time.GetElapsedTime(_origin, link.Heard));
            if (health == Health.Dead)
            {
                link.End(LinkEnd.Silent);
                return;
            }
            GameRoom[] rooms;
            lock (Gate)
            {
                if (_link != link) return;
                SetLink(health == Health.Shaky ? Shaky : Good);
                rooms = Personal is null ? [.. _rooms.Values] : [.. _rooms.Values, Personal];
            }
            foreach (var room in rooms) room.TellSeen(now);
            if (ping) _ = PingAsync(link);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private async Task PingAsync(HubLink link)
    {
        try
        {
            var asked = Now;
            await link.CallAsync<Pong>(HubMethods.Ping, new PingRequest(++_pings));
            RoundTrip = Now - asked;
        }
        catch (LinkLostException)
        {
            // The watchdog judges by bytes, not by answers.
        }
        catch (Microsoft.AspNetCore.SignalR.HubException)
        {
            // A refused ping is a sign of life too.
        }
    }
}
