using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A room whose turn does not return keeps nobody who is not in it.</summary>
public sealed class HangTests
{
    // One room each, so that a call which was given up and still counts shows in the next one.
    private readonly TestNode _server = new(options => options.Limits.LiveRoomsPerPlayer = 1, games: games => games.Add<Tarry>());

    [Fact, Trait("rule", "FLT-3")]
    public void A_room_whose_turn_does_not_return_is_in_no_list_and_quick_play_leads_elsewhere()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        IReadOnlyList<string> before = [], listed = [], told = [];
        Joined? played = null;
        Tarry.Meanwhile("move", () =>
        {
            Pass(4.9, ann, bob);
            before = Listed(bob);
            Pass(0.2, ann, bob);
            listed = Listed(bob);
            told = [.. ((INodeOfCluster)_server.Node).PublicRooms.Select(info => info.Room)];
            played = Answered(Play(bob));
        });

        ann.Send(room, 1, "wait");

        before.Should().Equal(room);
        listed.Should().BeEmpty("nobody would get in");
        told.Should().BeEmpty("the other nodes would send their players there");
        played!.Room.Should().NotBe(room);
    }

    [Fact, Trait("rule", "FLT-3")]
    public void A_room_whose_turn_does_not_return_refuses_at_once_whoever_asks_for_it()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Joined? joined = null;
        Welcome? welcome = null;
        Tarry.Meanwhile("move", () =>
        {
            Pass(5.1, ann, bob);
            joined = Answered(Join(bob, room));
            welcome = Answered(_server.Scheduler.Start(() => bob.HelloAsync(join: new JoinRequest(room))));
        });

        ann.Send(room, 1, "wait");

        joined.Should().Match<Joined>(answer => answer.Reason == Reasons.Unavailable && answer.RetryAfterMs == 5_000);
        welcome!.Joined![0].Reason.Should().Be(Reasons.Unavailable);
    }

    [Fact]
    public void Quick_play_goes_on_to_the_next_room_when_one_does_not_answer_in_time()
    {
        var (ann, bob, cem, dan) = (_server.Player("ann"), _server.Player("bob"), _server.Player("cem"), _server.Player("dan"));
        var room = ann.Create("tarry").Room!;
        dan.Join(room).Ok.Should().BeTrue("the fullest is the first to be tried");
        var other = cem.Create("tarry").Room!;
        Joined? early = null, played = null;
        Tarry.Meanwhile("move", () =>
        {
            var call = Play(bob);
            _server.Pass(0.9);
            early = Answered(call);
            _server.Pass(0.2);
            played = Answered(call);
        });

        ann.Send(room, 1, "wait").Ok.Should().BeTrue();

        early.Should().BeNull("a second is its patience");
        played!.Room.Should().Be(other);
        About(bob, ann).Should().BeEmpty("it does not sit down in two");
        bob.Hello().Seats!.Select(seat => seat.Room).Should().Equal(other);
    }

    [Fact]
    public void Quick_play_that_no_room_answers_says_so_after_three()
    {
        var hosts = Enumerable.Range(0, 4).Select(i => _server.Player($"p{i}")).ToList();
        var rooms = hosts.Select(host => host.Create("tarry").Room!).ToList();
        var bob = _server.Player("bob");
        Joined? early = null, played = null;

        Hang(0);

        early.Should().BeNull();
        played.Should().Match<Joined>(answer => answer.Reason == Reasons.Unavailable && answer.RetryAfterMs > 0);

        void Hang(int i)
        {
            if (i < rooms.Count)
            {
                Tarry.Meanwhile("move", () => Hang(i + 1));
                hosts[i].Start(rooms[i], 1, "wait");
                return;
            }
            var call = Play(bob);
            _server.Pass(2.9);
            early = Answered(call);
            _server.Pass(0.3);
            played = Answered(call);
        }
    }

    [Fact]
    public void A_join_that_is_not_taken_up_in_time_is_refused_and_does_not_happen_later()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Joined? refused = null;
        Tarry.Meanwhile("move", () =>
        {
            var call = Join(bob, room);
            _server.Pass(1.1);
            refused = Answered(call);
        });

        ann.Send(room, 1, "wait").Ok.Should().BeTrue();

        refused.Should().Match<Joined>(answer => answer.Reason == Reasons.Unavailable && answer.RetryAfterMs > 0);
        About(bob, ann).Should().BeEmpty();
        bob.Join(room).Ok.Should().BeTrue("who asks again gets in");
        About(bob, ann).Should().Equal("joined");
    }

    [Fact]
    public void A_room_that_is_slow_and_does_not_hang_lets_in_whoever_waits()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Task<Joined>? call = null;
        Tarry.Meanwhile("move", () =>
        {
            for (var i = 0; i < 63; i++) _server.Node.Visible(ann.Session, new VisibleRequest(true)); // more than one turn takes
            ann.Start(room, 2, "wait");
            call = Join(bob, room);
            Tarry.Meanwhile("move", () => _server.Pass(0.7));
            _server.Pass(0.7);
        });

        ann.Send(room, 1, "wait").Ok.Should().BeTrue();

        Answered(call!).Should().Match<Joined>(answer => answer.Ok, "no turn was as long as a second, though together they were");
        About(bob, ann).Should().Equal("joined");
    }

    [Fact]
    public void What_a_Hello_joins_is_not_entered_after_its_welcome_said_no()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Welcome? welcome = null;
        Tarry.Meanwhile("move", () =>
        {
            var call = _server.Scheduler.Start(() => bob.HelloAsync(join: new JoinRequest(room)));
            _server.Pass(1.1);
            welcome = Answered(call);
        });

        ann.Send(room, 1, "wait").Ok.Should().BeTrue();

        welcome!.Joined![0].Reason.Should().Be(Reasons.Unavailable);
        About(bob, ann).Should().BeEmpty();
        bob.Join(room).Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "FLT-3")]
    public void A_join_in_which_the_game_takes_longer_than_it_may_ends_the_room_and_nobody_is_a_member_without_knowing()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Task<Joined>? call = null;
        Joined? refused = null;
        Tarry.Meanwhile("join", () =>
        {
            Pass(6.1, ann, bob);
            refused = Answered(call!);
        });

        _server.Scheduler.Start(() => call = _server.Node.JoinAsync(bob.Session, new JoinRequest(room)));

        refused.Should().Match<Joined>(answer => answer.Reason == Reasons.Unavailable && answer.RetryAfterMs > 0);
        bob.Join(room).Reason.Should().Be(Reasons.Ended);
        bob.Hello().Seats.Should().BeEmpty();
    }

    [Fact, Trait("rule", "FLT-3")]
    public void A_join_whose_turn_does_not_return_from_something_else_is_refused_and_ends_with_its_room()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        Joined? early = null, refused = null;
        Tarry.Meanwhile("move", () =>
        {
            var call = Join(bob, room);
            ann.Start(room, 2, "wait");
            Tarry.Meanwhile("move", () =>
            {
                Pass(4.8, ann, bob);
                early = Answered(call);
                Pass(1.3, ann, bob);
                refused = Answered(call);
            });
        });

        ann.Send(room, 1, "wait");

        early.Should().BeNull("it has happened, so it is not said to be refused while there is hope");
        refused.Should().Match<Joined>(answer => answer.Reason == Reasons.Unavailable && answer.RetryAfterMs > 0);
        bob.Hello().Seats.Should().BeEmpty("the room is over");
    }

    [Theory, Trait("rule", "FLT-3")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_leave_in_which_the_game_takes_longer_than_it_may_ends_the_room(bool byAbsence)
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        bob.Join(room);
        Tarry.Meanwhile("leave", () => Pass(5.1, ann));

        if (byAbsence)
        {
            bob.Drop();
            for (var second = 0; second < 700; second++) Pass(1, ann);
        }
        else bob.Leave(room).Ok.Should().BeTrue();

        ann.Connection.Written.OfType<LeftMessage>().Should().ContainSingle().Which.Reason.Should().Be(LeftReasons.Ended);
        bob.Hello().Seats.Should().BeEmpty();
    }

    private Task<Joined> Play(TestPlayer player) => _server.Scheduler.Start(() => _server.Node.PlayAsync(player.Session, new PlayRequest("tarry")));

    private Task<Joined> Join(TestPlayer player, string room) => _server.Scheduler.Start(() => _server.Node.JoinAsync(player.Session, new JoinRequest(room)));

    private static IEnumerable<string?> About(TestPlayer player, TestPlayer asSeenBy) =>
        asSeenBy.Connection.Entries.Where(entry => entry.From == player.Id && (entry.Type is "joined" or "left")).Select(entry => entry.Type);

    private IReadOnlyList<string> Listed(TestPlayer player) => [.. _server.Node.Rooms(player.Session, new RoomsRequest("tarry")).Rooms!.Select(listed => listed.Room)];

    private static T? Answered<T>(Task<T> call) where T : class => call.IsCompletedSuccessfully ? call.Result : null;

    private void Pass(double seconds, params TestPlayer[] awake)
    {
        foreach (var player in awake) _server.Node.Heard(player.Session);
        _server.Pass(seconds);
    }
}
