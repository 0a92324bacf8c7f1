using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

/// <summary>Nobody finds rooms by trying.</summary>
public sealed class GuessingTests
{
    private readonly TestNode _server = new();

    [Fact]
    public void A_wrong_code_and_one_of_nothing_cost_the_same_look_up_and_answer_with_the_same_bytes()
    {
        var ann = _server.Player("ann");
        var room = ann.Create(isPrivate: true).Room!;
        var nearlyRight = room[..^1] + (room[^1] == '2' ? '3' : '2');
        var eve = _server.Player("eve");

        var answers = new[] { nearlyRight, "22222222", "KATE7", nearlyRight.ToLowerInvariant() }.Select(code =>
        {
            var before = _server.Journal.Loads;
            return (Text: RawJson.From(eve.Join(code)).ToString(), Loads: _server.Journal.Loads - before);
        }).ToList();

        answers.Distinct().Should().ContainSingle().Which.Loads.Should().Be(1);
        RawJson.From(eve.Join(ann.Id)).ToString().Should().Be(answers[0].Text, "another's personal room cannot be told from none");
        room.Should().HaveLength(8, "31^8 codes cannot be tried");
    }

    [Fact]
    public void Ten_guesses_a_minute_are_all_however_many_are_made_at_once()
    {
        var eve = _server.Player("eve");
        var guesses = Enumerable.Range(0, 16).Select(i => new JoinRequest($"KATE{(char)('A' + i)}".Replace('I', 'Z').Replace('L', 'Y').Replace('O', 'X'))).ToArray();

        var first = eve.Hello(join: guesses).Joined!;
        _server.Pass(6);
        var later = eve.Hello(join: guesses).Joined!;

        first.Count(joined => joined.Reason == Reasons.NotFound).Should().Be(10);
        first.Count(joined => joined.Reason == Reasons.RateLimited).Should().Be(6);
        later.Count(joined => joined.Reason == Reasons.NotFound).Should().BeLessThanOrEqualTo(1, "a guess comes back every six seconds");
    }

    [Fact]
    public void Another_identity_brings_an_address_no_more_guesses_than_a_crowd_has()
    {
        var found = Enumerable.Range(0, 40).Sum(i =>
        {
            var eve = _server.Player($"eve{i}", "10.9.9.9");
            return Enumerable.Range(0, 10).Count(_ => eve.Join("KITE7").Reason == Reasons.NotFound);
        });

        found.Should().Be(200);
        _server.Player("ann", "10.9.9.8").Join("KITE7").Reason.Should().Be(Reasons.NotFound, "other addresses have their own");
    }

    [Fact]
    public void Who_returns_to_rooms_that_are_there_is_not_guessing()
    {
        var server = new TestNode(options => options.Limits.FailedJoinsPerMinute = 2);
        var ann = server.Player("ann");
        var rooms = Enumerable.Range(0, 2).Select(_ => ann.Create().Room!).ToArray();

        for (var i = 0; i < 20; i++) ann.Hello(join: [.. rooms.Select(room => new JoinRequest(room))]).Joined.Should().OnlyContain(joined => joined.Ok);
    }
}
