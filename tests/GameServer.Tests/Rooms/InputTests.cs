using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class InputTests
{
    private readonly TestNode _server = new(games: games => games.Add<Pulse>());

    [Theory]
    [InlineData("""{"fails":"often","seconds":0}""")]
    [InlineData("""{"fails":false,"secretly":0}""")]
    [InlineData("null")]
    public void An_input_that_does_not_fit_is_told_once_with_what_would_fit_and_nothing_of_what_was_sent(string data)
    {
        var ann = _server.Player("ann");
        var room = ann.Create("pulse").Room!;

        _server.Node.Input(ann.Session, new InputRequest(room, 1, Make.Json(data)));
        _server.Pass(1);

        _server.Log.Lines.Where(line => line.StartsWith("misfit")).Should().Equal("misfit pulse Stick {\"fails\":false,\"seconds\":0}");
    }

    [Fact]
    public void Of_an_input_that_fits_nothing_is_told()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("pulse").Room!;

        _server.Node.Input(ann.Session, new InputRequest(room, 1, RawJson.From(new Pulse.Stick(Fails: false, Seconds: 0))));
        _server.Pass(1);

        _server.Log.Lines.Should().NotContain(line => line.StartsWith("misfit"));
    }
}
