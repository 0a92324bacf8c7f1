using GameServer.Engine;

namespace GameServer.Tests.Simulation;

/// <summary>What people do, and what happens to them.</summary>
public sealed partial class SimWorld
{
    private SimPlayer Anyone() => Players[Loop.Random.Next(Players.Count)];

    private string AnyRoom() => _codes.Count == 0 ? "" : _codes[Loop.Random.Next(_codes.Count)];

    private TimeSpan Seconds(double from, double to) => TimeSpan.FromSeconds(from + Loop.Random.NextDouble() * (to - from));

    private void Act()
    {
        var (page, room) = (Anyone().Page, AnyRoom());
        switch (Loop.Random.Next(24))
        {
            case 0:
                for (var i = 0; i < 16; i++) page.Move(room, Loop.Random.Next(20));
                break;
            case 1:
                page.AskSnapshot(room);
                break;
            case 2 when _codes.Count > 0:
                Host?.Publish(room, AnyAudience(), $"for some, {NextMove()}");
                break;
            case 3 when _codes.Count < 3:
                page.Create(_codes.Add);
                break;
            case 4:
                page.Leave(room);
                break;
            case < 8 when _codes.Count > 0:
                page.Join(room);
                break;
            case < 10:
                page.MoveTable(room, "sit");
                break;
            case 10 when Loop.Random.Next(4) == 0:
                page.MoveTable(room, "kick", Anyone().Id);
                break;
            case 10:
                page.MoveTable(room, "stand");
                break;
            case 11:
                page.Show(Loop.Random.Next(2) == 0);
                break;
            default:
                for (var i = Loop.Random.Next(1, 4); i > 0; i--) page.Move(room, Loop.Random.Next(20));
                break;
        }
    }

    private Audience AnyAudience()
    {
        var some = Players.Where(_ => Loop.Random.Next(2) == 0).Select(player => player.Id);
        return Loop.Random.Next(2) == 0 ? Audience.Only([.. some]) : Audience.Except([.. some]);
    }

    private void Harm()
    {
        var page = Anyone().Page;
        switch (Loop.Random.Next(24))
        {
            case < 4:
                page.Link?.Cut(isClientTold: true, isServerTold: true);
                break;
            case < 8: // half-open: the server believes the old link alive
                page.Link?.Cut(isClientTold: true, isServerTold: false);
                break;
            case < 9: // the other way round
                page.Link?.Cut(isClientTold: false, isServerTold: true);
                break;
            case < 12:
                page.Link?.Stall(Seconds(0.05, 4));
                break;
            case < 14:
                page.Reload();
                break;
            case < 16:
                Anyone().Open();
                break;
            case 16:
                Sleep(page, Seconds(0.5, 20));
                break;
            case 17: // nobody is there for a while: the rooms go to sleep
                foreach (var each in Pages.ToList()) Sleep(each, Seconds(2, 7));
                break;
            case 18:
                Disk.BrokenUntil = Loop.Now + Seconds(0.05, 3);
                break;
            case 19:
                Disk.SlowUntil = Loop.Now + Seconds(0.2, 3);
                break;
            case 20 when Bug is PlantedBug.None or PlantedBug.TimerByWallClock:
                Loop.ClockJump += Seconds(-7_200, 7_200);
                break;
            case 21 when Bug is PlantedBug.None or PlantedBug.EpochKeptAfterTruncation:
                Kill(lost: Loop.Random.Next(1, 8));
                break;
            default:
                Kill(lost: 0);
                break;
        }
    }

    private void Sleep(SimClient page, TimeSpan span)
    {
        page.AwayUntil = Loop.Now + span;
        page.Link?.Cut(isClientTold: true, isServerTold: Loop.Random.Next(2) == 0);
    }

    // kill -9: what was not durable is gone, connections end, and after a while the server is there again.
    private void Kill(int lost)
    {
        if (Host is not { } dying) return;
        dying.Process.Kill();
        Host = null;
        foreach (var page in Pages) page.Link?.Cut(isClientTold: true, isServerTold: false);
        var crash = Disk.CrashAsync(lost, _kept);
        if (!crash.IsCompletedSuccessfully) Fail($"the simulated disk could not crash: {crash.Exception}");
        Process.After(Seconds(0.01, 1.5), () => { if (Host is null) StartHost(); });
    }
}
