using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

/// <summary>What a <c>Hello</c> joins is counted like a <c>Join</c> where it enters a room, and free where it resumes.</summary>
public sealed class HelloJoinTests
{
    [Fact]
    public void New_rooms_count_as_joins_however_many_Hellos_name_them()
    {
        var server = WithJoins(12);
        var rooms = Rooms(server, 30);
        var eve = server.Player("eve");

        var answers = rooms.Chunk(10).Select(some => eve.Hello(join: [.. some.Select(room => new JoinRequest(room))]).Joined!).ToList();

        answers.Select(joined => joined.Count(answer => answer.Ok)).Should().Equal(10, 2, 0);
        answers.SelectMany(joined => joined).Where(answer => !answer.Ok).Should()
            .OnlyContain(answer => answer.Reason == Reasons.RateLimited && answer.RetryAfterMs > 0 && answer.RetryAfterMs <= 5_001);
        eve.Hello().Seats.Should().HaveCount(12, "who was told to wait has no place");
        eve.Join(rooms[29]).Reason.Should().Be(Reasons.RateLimited, "Hello and Join draw on one allowance");
        server.Pass(5.1);
        eve.Join(rooms[29]).Ok.Should().BeTrue("who waits as told gets in");
    }

    [Fact]
    public void Another_identity_brings_an_address_no_more_joins_than_a_crowd_has()
    {
        var server = WithJoins(1);
        var room = Rooms(server, 1)[0];

        var entered = Enumerable.Range(0, 30).Count(i => Enters($"eve{i}", "10.9.9.9"));

        entered.Should().Be(20);
        Enters("ann", "10.9.9.8").Should().BeTrue("another address has its own share");

        bool Enters(string name, string address) => new TestPlayer(server, name, address).Hello(join: new JoinRequest(room)).Joined![0].Ok;
    }

    [Fact]
    public void To_watch_is_to_join()
    {
        var server = WithJoins(1);
        var watch = Rooms(server, 2, "tictactoe").Select(room => new JoinRequest(room, Spectate: true)).ToArray();
        var ann = server.Player("ann");

        var joined = ann.Hello(join: watch).Joined!;

        joined.Select(answer => answer.Reason).Should().Equal(null, Reasons.RateLimited);
    }

    [Fact, Trait("rule", "CON-1")]
    public void Who_resumes_joins_nothing_also_after_the_server_was_killed()
    {
        var server = WithJoins(2);
        var (relay, watched) = (Rooms(server, 1)[0], Rooms(server, 1, "tictactoe")[0]);
        var ann = server.Player("ann");
        ann.Join(relay).Ok.Should().BeTrue();
        ann.Join(watched, spectate: true).Ok.Should().BeTrue();

        for (var i = 0; i < 20; i++) Resume();
        server.Kill();
        for (var i = 0; i < 20; i++) Resume();

        ann.Hello(join: new JoinRequest(Rooms(server, 1)[0])).Joined![0].Ok.Should().BeTrue("none of these was counted");

        void Resume() => ann.Hello(join: [new JoinRequest(relay), new JoinRequest(watched, Spectate: true)]).Joined.Should().OnlyContain(answer => answer.Ok);
    }

    private static TestNode WithJoins(int aMinute) => new(options => (options.Limits.JoinsPerMinute, options.Limits.LiveRoomsPerPlayer) = (aMinute, 100));

    private static string[] Rooms(TestNode server, int count, string game = "relay") =>
        [.. Enumerable.Range(0, count).Select(i => server.Player($"p{i}", "10.0.0.9").Create(game).Room!)];
}
