using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class RecoveryTests
{
    [Fact, Trait("rule", "JRN-5"), Trait("rule", "FLT-2")]
    public void After_a_kill_a_client_goes_on_with_its_cursor_in_the_same_epoch()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var joined = ann.Create();
        var seq = ann.Send(joined.Room!, 1, "emit", "tick").Seq!.Value;
        server.Kill();

        var back = ann.Hello(join: new JoinRequest(joined.Room!, new Cursor(joined.Epoch!, seq))).Joined![0];

        back.Should().Match<Joined>(j => j.Resume == "replay" && j.Epoch == joined.Epoch && j.Missed == 0);
        ann.Send(joined.Room!, 2, "emit", "tock").Seq.Should().Be(seq + 1);
    }

    [Fact]
    public void A_room_where_nobody_is_connected_sleeps_and_wakes_as_it_was()
    {
        var server = new TestNode(options => (options.Player.ResumeSeconds, options.Player.SeatSeconds) = (10_000, 10_000));
        var ann = server.Player("ann");
        var joined = ann.Create("tictactoe");
        var bob = server.Player("bob");
        bob.Join(joined.Room!);
        ann.Send(joined.Room!, 1, "place", 4).Ok.Should().BeTrue();
        var before = ann.Join(joined.Room!).Snapshot!.State;
        ann.Drop();
        bob.Drop();

        server.Pass(50);
        server.Node.LiveRooms.Should().Be(1);
        server.Pass(30);
        server.Node.LiveRooms.Should().Be(0);

        var back = ann.Hello(join: new JoinRequest(joined.Room!)).Joined![0];
        back.Should().Match<Joined>(j => j.Ok && j.Seat == 0 && j.LastMove == 1);
        back.Snapshot!.State.ToString().Should().Contain("\"cells\"").And.NotBe(before.ToString(), "others are away now");
        server.Node.LiveRooms.Should().Be(1);
    }

    [Fact]
    public void A_room_that_everybody_left_for_good_ends()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Leave(room).Ok.Should().BeTrue();

        server.Pass(5);
        ann.Hello();
        server.Pass(60);
        server.Node.LiveRooms.Should().Be(0);
        ann.Hello();
        ann.Join(room).Reason.Should().Be("ended");
    }

    [Fact]
    public void A_room_is_deleted_a_day_after_its_last_commit_and_a_player_too()
    {
        var server = new TestNode(options => options.Player.ResumeSeconds = 60);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Drop();

        server.Pass(26.5 * 3_600, step: 60);

        ann.Hello().Reason.Should().Be("denied", "the token was not used for a day");
        ann.Token = null;
        ann.Hello().Ok.Should().BeTrue();
        ann.Join(room).Reason.Should().Be("not_found");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_room_that_somebody_comes_back_to_while_it_is_being_deleted_stops_nobodys_journal(bool isBeforeTheDeletion)
    {
        var server = new TestNode(options => (options.Player.ResumeSeconds, options.Net.SilenceSeconds) = (1_000_000, 1_000_000));
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Drop();
        server.Pass(23.9 * 3_600, step: 60);
        var bob = server.Player("bob");
        var other = bob.Create().Room!;

        if (isBeforeTheDeletion) server.Journal.ShutLoads();
        else server.Journal.Shut(entry => entry is RoomDeletion);
        if (!isBeforeTheDeletion) server.Pass(2_400, step: 60);
        var coming = server.Scheduler.Start(() => server.Node.JoinAsync(bob.Session, new JoinRequest(room)));
        if (isBeforeTheDeletion) server.Pass(2_400, step: 60);
        coming.IsCompleted.Should().BeFalse();
        server.Journal.OpenLoads();
        server.Journal.Open();
        server.Scheduler.RunAll();

        coming.IsCompleted.Should().BeTrue();
        coming.Result.Ok.Should().Be(isBeforeTheDeletion);
        if (isBeforeTheDeletion) bob.Send(room, 1, "emit", "still").Ok.Should().BeTrue();
        else coming.Result.Reason.Should().Be("not_found");
        bob.Send(other, 1, "emit", "here").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "JRN-7")]
    public void A_full_journal_goes_on_when_a_room_that_nobody_uses_is_forgotten()
    {
        var server = new TestNode(options => (options.Player.ResumeSeconds, options.Net.SilenceSeconds) = (1_000_000, 1_000_000));
        var ann = server.Player("ann");
        var old = ann.Create().Room!;
        ann.Drop();
        server.Pass(23 * 3_600, step: 60);
        var bob = server.Player("bob");
        var room = bob.Create().Room!;
        server.Journal.Fits = batch => server.Journal.Written[^1][0] is RoomDeletion || batch.All(entry => entry is RoomDeletion);

        var move = bob.Start(room, 1, "emit", "tick");
        server.Pass(1_200, step: 1);
        move.IsCompleted.Should().BeFalse();
        server.Pass(5_400, step: 1);

        move.IsCompleted.Should().BeTrue();
        move.Result.Ok.Should().BeTrue();
        bob.Join(old).Reason.Should().Be("not_found");
    }

    [Fact, Trait("rule", "JRN-7"), Trait("rule", "CON-1")]
    public void A_welcome_stands_though_the_players_rooms_cannot_be_looked_up()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        server.Journal.KnowsRoomsOf = false;

        var welcome = ann.Hello(join: new JoinRequest(room));

        welcome.Should().Match<Welcome>(w => w.Ok && w.Joined![0].Ok && w.Seats!.Count == 0);
        ann.Send(room, 1, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact]
    public void A_deserted_room_waits_for_the_disk_without_looking_all_the_time()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        server.Journal.Shut();
        _ = ann.Start(room, 1, "emit", "tick");
        ann.Drop();
        server.Pass(70);

        var before = server.Scheduler.Ran;
        server.Pass(1, step: 0.001);
        (server.Scheduler.Ran - before).Should().BeLessThan(1_500, "a thousand of them are the time that passes");
    }

    [Fact, Trait("rule", "JRN-7"), Trait("rule", "CON-1")]
    public void While_the_journal_cannot_write_a_resume_still_replays_what_is_durable()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var joined = ann.Create();
        ann.Send(joined.Room!, 1, "emit", "tick");
        server.Journal.Fault = JournalFault.Io;
        _ = ann.Start(joined.Room!, 2, "emit", "tock");
        server.Pass(0.2);

        var back = ann.Hello(join: new JoinRequest(joined.Room!, new Cursor(joined.Epoch!, joined.Head!.Value))).Joined![0];

        back.Should().Match<Joined>(j => j.Ok && j.Resume == "replay" && j.Missed == 1 && j.LastMove == 1);
        ann.Events(joined.Room!).Select(e => e.Type).Should().Equal("tick");

        server.Journal.Fault = null;
        server.Pass(2);
        ann.Events(joined.Room!).Select(e => e.Type).Should().Equal("tick", "tock");
        ann.Send(joined.Room!, 2, "emit", "again").Seq.Should().Be(joined.Head + 2, "it was applied once, before");
    }

    [Fact]
    public void A_room_that_does_not_answer_within_a_second_does_not_hold_up_the_welcome()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        server.Journal.Shut();

        var welcome = server.Scheduler.Start(() => bob.HelloAsync(join: new JoinRequest(room)));
        welcome.IsCompleted.Should().BeFalse();

        server.Pass(1.1);
        welcome.Result.Ok.Should().BeTrue();
        welcome.Result.Joined![0].Reason.Should().Be("unavailable");
    }

    [Fact, Trait("rule", "MOV-6")]
    public void A_room_far_ahead_of_the_disk_takes_no_moves()
    {
        var server = new TestNode(options => (options.Limits.MovesBurst, options.Limits.MovesPerSecond) = (10_000, 10_000));
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var players = Enumerable.Range(0, 6).Select(i => server.Player($"p{i}")).ToList();
        foreach (var player in players) player.Join(room);
        server.Journal.Shut();

        var acks = players.SelectMany(player => Enumerable.Range(1, 16).Select(n => player.Start(room, n, "emit", "tick"))).ToList();

        acks.Count(ack => ack.IsCompleted).Should().Be(6 * 16 - 64, "64 commits wait for the disk");
        acks.Where(ack => ack.IsCompleted).Should().OnlyContain(ack => ack.Result.Reason == "unavailable" || ack.Result.Reason == "gap");
        server.Journal.Open();
        server.Scheduler.RunAll();
        acks.Should().OnlyContain(ack => ack.IsCompleted);
    }

    [Fact, Trait("rule", "CON-1")]
    public void An_event_from_outside_any_game_goes_through_the_log_and_reaches_who_comes_back()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var joined = ann.Create();
        var welcome = ann.Hello(join: new JoinRequest(joined.Room!));
        ann.Drop();
        server.Scheduler.Start(() => server.Node.PublishAsync(joined.Room!, "news", Make.Json("1"))).IsCompleted.Should().BeTrue();
        server.Scheduler.Start(() => server.Node.PublishAsync(ann.Id, "invited", Make.Json("2"))).IsCompleted.Should().BeTrue();
        server.Scheduler.Start(() => server.Node.PublishAsync("KITE7", "news", Make.Json("3"))).IsCompleted.Should().BeTrue("nothing happens where no room is");

        var back = ann.Hello(personal: new Cursor(welcome.Personal!.Epoch!, welcome.Personal.Head!.Value), join: new JoinRequest(joined.Room!, new Cursor(joined.Epoch!, welcome.Joined![0].Head!.Value)));

        back.Personal!.Missed.Should().Be(1);
        ann.Events(ann.Id).Should().Equal((1, "invited"));
        ann.Events(joined.Room!).Last().Type.Should().Be("news");

        server.Kill();
        ann.Hello(personal: new Cursor(back.Personal.Epoch!, 0)).Personal!.Missed.Should().Be(1, "a personal room's log survives as any other's");
    }
}
