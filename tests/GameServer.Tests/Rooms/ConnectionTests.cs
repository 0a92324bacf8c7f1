using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class ConnectionTests
{
    private readonly TestNode _server = new();

    [Fact, Trait("rule", "CON-2")]
    public void A_second_connection_asks_and_one_that_takes_over_gets_everything()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        var (older, olderConnection) = (ann.Session, ann.Connection);

        ann.Hello(takeOver: false).Reason.Should().Be("playing_elsewhere");
        olderConnection.Last.Should().BeNull("it was only asked");
        ann.Hello(takeOver: true, personal: null, new JoinRequest(room)).Ok.Should().BeTrue();

        olderConnection.Last!.Reason.Should().Be("superseded");
        var written = olderConnection.Written.Count;
        ann.Send(room, 1, "emit", "tick").Ok.Should().BeTrue();
        olderConnection.Written.Should().HaveCount(written);
        _server.Scheduler.Finish(() => _server.Node.SendAsync(older, new SendRequest(room, 2, "emit", [RawJson.From("late")])))
            .To<Ack>()!.Reason.Should().Be("superseded");
        ann.Send(room, 2, "emit", "tick").Ok.Should().BeTrue("the older one's move had no effect");
    }

    [Fact, Trait("rule", "FLT-7"), Trait("rule", "JRN-6")]
    public void A_lease_that_is_lost_while_the_journal_is_being_opened_is_asked_for_once_more()
    {
        var cluster = (INodeOfCluster)_server.Node;
        var (opens, losses) = (_server.Journal.Opens, 0);
        _server.Journal.Opening = () =>
        {
            if (losses++ == 0) cluster.Lose();
        };

        cluster.Lose();
        _server.Scheduler.RunAll();

        _server.Journal.Opens.Should().Be(opens + 2, "what the first opening brought is over");
        var ann = _server.Player("ann");
        ann.Send(ann.Create().Room!, 1, "emit", "on").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "FLT-7")]
    public void A_lost_room_ticks_no_more()
    {
        _server.Player("ann").Create("drift").Ok.Should().BeTrue();
        _server.Pass(1);

        ((INodeOfCluster)_server.Node).Lose();
        _server.Scheduler.RunAll();

        var before = _server.Scheduler.Ran;
        _server.Pass(1, step: 0.01);
        (_server.Scheduler.Ran - before).Should().BeLessThan(150, "a hundred of them are the time that passes");
    }

    [Fact, Trait("rule", "FLT-7")]
    public void What_is_published_to_a_room_that_comes_to_life_while_the_lease_is_lost_waits_for_no_dead_room()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        ann.Drop();
        _server.Pass(70);
        _server.Journal.ShutLoads();
        var publishing = _server.Scheduler.Start(() => _server.Node.PublishAsync(room, "news", Make.Json("1")));

        ((INodeOfCluster)_server.Node).Lose();
        _server.Scheduler.RunAll();
        _server.Journal.OpenLoads();
        _server.Scheduler.RunAll();
        _server.Pass(2);

        publishing.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void Operators_see_how_often_a_player_came_back_whoever_else_connects()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create().Room!;
        bob.Join(room);
        for (var i = 0; i < 3; i++) bob.Hello(join: new JoinRequest(room));

        var members = _server.Scheduler.Finish(() => _server.Node.InspectAsync(room, events: 1))!.Members;

        members.Select(member => (member.Name, member.Resumes)).Should().Equal(("ann", 0), ("bob", 3));
    }

    [Fact, Trait("rule", "CON-1"), Trait("rule", "CON-2")]
    public void Who_was_forgotten_meanwhile_is_no_older_connection_to_a_room_that_was_not()
    {
        var server = new TestNode(options => options.Room.EmptySeconds = 10_000);
        var ann = server.Player("ann");
        for (var i = 0; i < 3; i++) ann.Hello();
        ann.Drop();
        server.Pass(1_500, step: 1);

        ann.Hello().Personal!.Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "CON-2")]
    public void A_personal_room_that_is_just_being_handed_to_another_node_is_asked_for_again()
    {
        var (ann, bea) = (_server.Player("ann"), _server.Player("bea"));
        var cluster = (INodeOfCluster)_server.Node;
        var given = new TaskCompletionSource();

        var first = _server.Scheduler.Start(() => cluster.HandOverAsync(ann.Session.PlayerId!, takeOver: true, page: null, () => given.Task));
        var second = _server.Scheduler.Finish(() => cluster.HandOverAsync(ann.Session.PlayerId!, takeOver: true, page: null, () => Task.CompletedTask));
        given.SetResult();
        _server.Scheduler.RunAll();

        second.Should().BeNull("no would mean that somebody plays elsewhere");
        first.Result.Should().BeTrue();
        _server.Scheduler.Finish(() => cluster.HandOverAsync(bea.Session.PlayerId!, takeOver: false, page: null, () => Task.CompletedTask)).Should().BeFalse("bea plays on here");
    }

    [Fact, Trait("rule", "CON-2")]
    public void A_late_hello_of_the_same_page_ends_no_game()
    {
        var ann = _server.Player("ann");
        ann.Page = "p1";
        ann.Hello();
        var live = ann.Connection;

        ann.Hello();
        live.Last!.Reason.Should().Be("replaced", "whoever hears it is the newer one and comes again");

        var again = ann.Connection;
        _server.Scheduler.Finish(() => ((INodeOfCluster)_server.Node).HandOverAsync(ann.Session.PlayerId!, takeOver: true, page: "p1", () => Task.CompletedTask));
        again.Last!.Reason.Should().Be("replaced", "a Hello can be late at another node as well");
    }

    [Fact, Trait("rule", "CON-2")]
    public void A_refused_hello_may_be_said_again_on_the_same_connection_and_a_second_welcome_not()
    {
        var ann = _server.Player("ann");
        ann.Hello(takeOver: false).Ok.Should().BeFalse();

        _server.Scheduler.Finish(() => ann.SayAsync(new HelloRequest { Protocol = 1, Token = ann.Token, TakeOver = true })).Ok.Should().BeTrue();

        _server.Scheduler.Finish(() => ann.SayAsync(new HelloRequest { Protocol = 1, Token = ann.Token, TakeOver = true })).Reason.Should().Be("bad_request");
    }

    [Fact, Trait("rule", "CON-3")]
    public void A_short_drop_is_nobodys_business_and_a_long_one_is_away_and_back()
    {
        var (ann, bob, room) = Two();
        bob.Drop();
        Alive(2.5, ann);
        bob.Hello(join: new JoinRequest(room));
        Alive(5, ann, bob);
        ann.Events(room).Select(e => e.Type).Should().Equal("joined");

        bob.Drop();
        Alive(3.2, ann);
        ann.Events(room).Select(e => e.Type).Should().Equal("joined", "away");
        bob.Hello(join: new JoinRequest(room));
        ann.Events(room).Select(e => e.Type).Should().Equal("joined", "away", "back");
    }

    [Fact, Trait("rule", "CON-3")]
    public void The_late_close_of_a_half_open_connection_changes_nothing()
    {
        var (ann, bob, room) = Two();
        var halfOpen = bob.Session;

        bob.Hello(takeOver: true, personal: null, new JoinRequest(room));
        _server.Node.Closed(halfOpen);
        Alive(10, ann, bob);

        ann.Events(room).Select(e => e.Type).Should().Equal("joined");
        bob.Send(room, 1, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "CON-3")]
    public void A_membership_ends_when_its_time_is_over()
    {
        var (ann, bob, room) = Two();
        bob.Drop();

        Alive(601, ann);

        ann.Events(room).Select(e => e.Type).Should().Equal("joined", "away", "left");
        bob.Hello(join: new JoinRequest(room)).Joined![0].Snapshot!.Reason.Should().Be("new", "a new membership began");
    }

    [Fact, Trait("rule", "CON-3")]
    public void A_seat_that_is_kept_for_less_than_an_absence_is_noticed_in_is_given_up_all_the_same()
    {
        var server = new TestNode(options => (options.Player.AwayMs, options.Player.SeatSeconds) = (10_000, 2));
        var (ann, bob) = (server.Player("ann"), server.Player("bob"));
        var room = ann.Create("tictactoe").Room!;
        bob.Join(room).Seat.Should().Be(1);
        bob.Drop();
        for (var second = 0; second < 12; second++)
        {
            server.Pass(1);
            server.Node.Heard(ann.Session);
            ann.Send(room, second + 1, "chat", "still here");
        }

        var cyd = server.Player("cyd");
        cyd.Join(room).Seat.Should().Be(1);
    }

    [Fact, Trait("rule", "CON-4")]
    public void A_member_and_a_player_survive_a_kill_from_the_moment_they_were_answered()
    {
        var ann = _server.Player("ann");
        var joined = ann.Create("tictactoe");

        _server.Kill();

        var welcome = ann.Hello(join: new JoinRequest(joined.Room!));
        welcome.Seats.Should().ContainSingle(seat => seat.Room == joined.Room && seat.Seat == 0);
        welcome.Joined![0].Should().Match<Joined>(j => j.Ok && j.Seat == 0 && j.Epoch == joined.Epoch);
    }

    [Fact, Trait("rule", "CON-5"), Trait("rule", "SNP-1")]
    public void A_join_in_the_middle_of_traffic_starts_at_its_snapshot_and_misses_nothing_after_it()
    {
        var (ann, _, room) = Two();
        var cid = _server.Player("cid");
        var moves = Enumerable.Range(1, 5).Select(n => ann.SendAsync(room, n, "emit", "tick")).ToList();
        var join = _server.Scheduler.Start(() => _server.Node.JoinAsync(cid.Session, new JoinRequest(room)));
        for (var n = 6; n <= 10; n++) ann.Send(room, n, "emit", "tock");

        var first = join.Result.Snapshot!.Seq + 1;

        var later = cid.Events(room);
        later.Select(e => e.Seq).Should().Equal(Enumerable.Range(0, later.Count).Select(i => first + i));
        later.Count(e => e.Type == "tock").Should().Be(5);
        moves.Should().OnlyContain(move => move.Result.Ok);
    }

    [Fact, Trait("rule", "CON-7")]
    public void An_old_client_is_told_to_upgrade()
    {
        var ann = _server.Player("ann");
        ann.Drop();

        _server.Scheduler.Finish(async () =>
        {
            var session = _server.Node.Open(new FakeConnection());
            return await _server.Node.HelloAsync(session, new HelloRequest { Protocol = 99, Token = ann.Token });
        }).Reason.Should().Be("upgrade_required");
    }

    [Fact, Trait("rule", "CON-6")]
    public void A_silent_connection_is_given_up_and_a_hidden_page_may_be_silent_for_longer()
    {
        var ann = _server.Player("ann");
        var bob = _server.Player("bob");
        _server.Node.Visible(bob.Session, new VisibleRequest(false));

        _server.Pass(12);
        ann.Connection.IsAborted.Should().BeTrue();
        bob.Connection.IsAborted.Should().BeFalse();

        _server.Pass(80);
        bob.Connection.IsAborted.Should().BeTrue();
    }

    [Fact, Trait("rule", "PRV-4")]
    public void Unknown_tokens_are_denied_and_then_locked_out_and_good_ones_are_not()
    {
        var ann = _server.Player("ann");
        var wrong = ann.Token![..^1] + (ann.Token[^1] == 'A' ? 'B' : 'A');

        var answers = Enumerable.Range(0, 12).Select(_ => _server.Scheduler.Finish(async () =>
        {
            var session = _server.Node.Open(new FakeConnection());
            return await _server.Node.HelloAsync(session, new HelloRequest { Protocol = 1, Token = wrong });
        }).Reason).ToList();

        answers.Should().Equal([.. Enumerable.Repeat("denied", 10), "rate_limited", "rate_limited"]);
        ann.Hello().Ok.Should().BeTrue();
    }

    [Fact]
    public void Nothing_but_hello_is_answered_before_it()
    {
        var session = _server.Node.Open(new FakeConnection());

        _server.Scheduler.Finish(() => _server.Node.JoinAsync(session, new JoinRequest("KITE7"))).Reason.Should().Be("hello_first");
        _server.Node.Rooms(session, new RoomsRequest()).Reason.Should().Be("hello_first");
        _server.Pass(6);
        ((FakeConnection)session.Connection).IsAborted.Should().BeTrue("it said nothing for five seconds");
    }

    [Fact]
    public void A_name_is_cut_cleaned_or_made_up()
    {
        string Named(string? name) => _server.Scheduler.Finish(async () =>
        {
            var session = _server.Node.Open(new FakeConnection());
            return await _server.Node.HelloAsync(session, new HelloRequest { Protocol = 1, Name = name });
        }).Name!;

        Named("a very long name indeed").Should().Be("a very long name");
        Named("  x\u202E\u0007y\n z ").Should().Be("xy z");
        Named("👨‍👩‍👧‍👦👍🏽").Should().Be("👨‍👩‍👧‍👦👍🏽");
        Named("").Should().MatchRegex("^[A-Z][a-z]+ [A-Z][a-z]+$");
        Named("\u200B").Should().MatchRegex("^[A-Z][a-z]+ [A-Z][a-z]+$");
    }

    [Fact]
    public void A_room_that_is_not_there_and_a_wrong_code_answer_alike_and_ten_are_enough()
    {
        var ann = _server.Player("ann");

        ann.Join("KITE7").Reason.Should().Be("not_found");
        ann.Join("not a code").Reason.Should().Be("not_found");
        ann.Join(_server.Player("bob").Id).Reason.Should().Be("not_found", "a personal room is its player's alone");
        ann.Join(ann.Id).Game.Should().Be("personal");
        for (var i = 0; i < 7; i++) ann.Join("KITE7");
        ann.Join("KITE7").Reason.Should().Be("rate_limited");
    }

    private (TestPlayer Ann, TestPlayer Bob, string Room) Two()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        var bob = _server.Player("bob");
        bob.Join(room);
        return (ann, bob, room);
    }

    private void Alive(double seconds, params TestPlayer[] players)
    {
        for (var left = seconds; left > 0; left -= 1)
        {
            foreach (var player in players) _server.Node.Heard(player.Session);
            _server.Pass(Math.Min(1, left), step: 0.5);
        }
    }
}
