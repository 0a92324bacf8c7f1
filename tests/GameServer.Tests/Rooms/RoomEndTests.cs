using System.Text;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A room whose game fails for the last time while somebody comes or goes: everybody is told once, and nobody stays in it.</summary>
public sealed class RoomEndTests
{
    private readonly TestNode _server = new(options => (options.Player.SeatSeconds, options.Player.ResumeSeconds) = (20, 600), games: games => games.Add<Frail>());

    [Fact, Trait("rule", "FLT-3")]
    public void Whose_join_ends_the_room_is_told_so_and_is_no_member()
    {
        var (ann, room) = Frail("join");
        for (var i = 1; i < 10; i++) ComeAndGo(room).Ok.Should().BeTrue();
        var last = _server.Player("last");

        var joined = last.Join(room);

        (joined.Ok, joined.Reason).Should().Be((false, Reasons.Ended));
        Farewells(ann).Should().Equal(LeftReasons.Ended);
        last.Session.Pump.Attached.Should().NotContain(attachment => attachment.Room.Name == room);
        last.Send(room, 1, "break", "").Reason.Should().Be(Reasons.NotMember);
        _server.Scheduler.Finish(async () => await _server.Journal.RoomsOfAsync(last.Id)).Should().BeEmpty();
        RoomIsGivenUp(room);
    }

    [Fact, Trait("rule", "FLT-3")]
    public void Whose_going_ends_the_room_takes_nobody_else_off_the_count()
    {
        var (ann, room) = Frail("leave");

        for (var i = 1; i <= 10; i++) ComeAndGo(room).Ok.Should().BeTrue();

        Farewells(ann).Should().Equal(LeftReasons.Ended);
        RoomIsGivenUp(room);
    }

    [Fact, Trait("rule", "FLT-3")]
    public async Task Whom_an_operator_removes_when_that_ends_the_room_is_told_once()
    {
        var (ann, room) = Frail("leave");
        for (var i = 1; i < 10; i++) ComeAndGo(room);
        var last = _server.Player("last");
        last.Join(room).Ok.Should().BeTrue();

        var kicked = _server.Node.KickAsync(room, last.Id);
        _server.Scheduler.RunAll();

        (await kicked).Should().BeTrue();
        Farewells(last).Should().ContainSingle();
        Farewells(ann).Should().Equal(LeftReasons.Ended);
        RoomIsGivenUp(room);
    }

    [Fact, Trait("rule", "FLT-3")]
    public async Task Nothing_happens_in_a_room_after_the_seat_that_ended_it_was_given_up()
    {
        var (ann, room) = Frail("leave");
        for (var i = 1; i < 10; i++) ComeAndGo(room);
        var (bob, cem) = (_server.Player("bob"), _server.Player("cem"));
        bob.Join(room);
        cem.Join(room);
        bob.Drop();
        cem.Drop();

        for (var i = 0; i < 25; i++)
        {
            _server.Node.Heard(ann.Session);
            _server.Pass(1);
        }

        Farewells(ann).Should().Equal(LeftReasons.Ended);
        var commits = _server.Journal.Written.SelectMany(batch => batch).OfType<RoomCommit>().Where(commit => commit.Room == room).ToList();
        commits.Where(commit => commit.Header is { HasEnded: true }).Should().ContainSingle().Which.Should().BeSameAs(commits[^1]);
        var events = await _server.Journal.ReadAsync(room, commits[^1].Epoch, first: 1, maxEvents: 1_000, maxBytes: 1 << 20);
        events.Count(e => Encoding.UTF8.GetString(e.Entry.Span).Contains("\"seated\"")).Should().Be(1, "the second of the two came too late");
    }

    private (TestPlayer Ann, string Room) Frail(string fails)
    {
        var ann = _server.Player("ann");
        var room = ann.Create("frail").Room!;
        ann.Send(room, 1, "break", fails).Ok.Should().BeTrue();
        return (ann, room);
    }

    private Answer ComeAndGo(string room)
    {
        var player = _server.Player("guest");
        player.Join(room).Ok.Should().BeTrue();
        return player.Leave(room);
    }

    private static IEnumerable<string> Farewells(TestPlayer player) => player.Connection.Written.OfType<LeftMessage>().Select(left => left.Reason);

    // Nobody is in it any more: it does not stay in memory.
    private void RoomIsGivenUp(string room)
    {
        _server.Node.RoomStatuses.Single(status => status.Room == room).Connected.Should().Be(0);
        _server.Pass(100);
        _server.Node.RoomStatuses.Should().NotContain(status => status.Room == room);
    }
}
