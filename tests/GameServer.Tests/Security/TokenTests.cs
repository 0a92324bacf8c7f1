using System.Buffers.Text;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

public sealed class TokenTests
{
    private readonly TestNode _server = new();

    [Fact, Trait("rule", "PRV-4")]
    public void Neither_a_random_token_nor_one_that_is_a_bit_off_is_anybodys()
    {
        var tokens = Enumerable.Range(0, 40).Select(i => _server.Player($"p{i}").Token!).ToList();
        var random = Enumerable.Range(0, 10_000).Select(i => new SeededChance(i).Token());
        var bitOff = tokens.SelectMany(token => Enumerable.Range(0, 250).Select(bit => Flip(token, bit)));

        // Each from an address of its own: nothing but the token itself keeps it out.
        var answers = random.Concat(bitOff).Select((token, i) => Ask(token, $"10.{i / 65_536}.{i / 256 % 256}.{i % 256}")).ToList();

        answers.Should().HaveCount(20_000).And.OnlyContain(reason => reason == Reasons.Denied);
        Ask(tokens[7], "10.0.0.1", takeOver: true).Should().BeNull("the right one is let in");
    }

    [Fact, Trait("rule", "PRV-4")]
    public void After_the_tenth_bad_token_an_address_is_locked_out_for_ten_minutes_whichever_connection_it_comes_by()
    {
        var answers = Enumerable.Range(0, 20_000).Select(i => Ask(new SeededChance(i).Token(), "10.0.0.1")).ToList();

        answers.Take(10).Should().OnlyContain(reason => reason == Reasons.Denied);
        answers.Skip(10).Should().OnlyContain(reason => reason == Reasons.RateLimited);
        Ask("guess", "10.0.0.2").Should().Be(Reasons.Denied, "another address is another matter");
        _server.Pass(9.9 * 60, step: 1);
        Ask("guess", "10.0.0.1").Should().Be(Reasons.RateLimited);
        _server.Pass(10, step: 1);
        Ask("guess", "10.0.0.1").Should().Be(Reasons.Denied);
    }

    [Fact]
    public void A_token_is_valid_for_a_day_after_its_last_use()
    {
        var server = new TestNode(options => options.Player.ResumeSeconds = 60);
        var ann = server.Player("ann");
        for (var day = 0; day < 3; day++)
        {
            ann.Drop();
            server.Pass(23.5 * 3_600, step: 60);
            ann.Hello().Ok.Should().BeTrue("it was used within a day");
        }

        ann.Drop();
        server.Pass(26 * 3_600, step: 60);

        ann.Hello().Reason.Should().Be(Reasons.Denied);
    }

    [Fact]
    public void Limits_of_an_address_outlive_its_connections_and_are_forgotten_when_they_say_nothing_any_more()
    {
        for (var i = 0; i < 1_000; i++) Ask("guess", $"10.1.{i / 256}.{i % 256}");
        _server.Node.RememberedAddresses.Should().Be(1_000);

        _server.Pass(120, step: 1);

        _server.Node.RememberedAddresses.Should().Be(0);
    }

    private string? Ask(string token, string address, bool takeOver = false)
    {
        var session = _server.Node.Open(new FakeConnection { Address = address });
        var welcome = _server.Scheduler.Finish(() => _server.Node.HelloAsync(session, new HelloRequest { Protocol = 1, Token = token, TakeOver = takeOver }));
        _server.Node.Closed(session);
        return welcome.Reason;
    }

    private static string Flip(string token, int bit)
    {
        var bytes = Base64Url.DecodeFromChars(token);
        bytes[bit / 8] ^= (byte)(1 << bit % 8);
        return Base64Url.EncodeToString(bytes);
    }
}
