using System.Diagnostics.Metrics;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Host;

public sealed class NodeLogTests : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly LogCatcher _lines = new();
    private readonly StoppedTime _time = new();
    private readonly NodeLog _log;

    public NodeLogTests()
    {
        _services = new ServiceCollection().AddMetrics().AddLogging(logging => logging.AddProvider(_lines)).BuildServiceProvider();
        _log = new NodeLog(_services.GetRequiredService<ILogger<Node>>(), new GameMetrics(_services.GetRequiredService<IMeterFactory>()), _time);
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_told_once_a_second_and_game()
    {
        for (var i = 0; i < 1_000; i++) _log.InputDidNotFit("KITE7", "arena", "Stick {\"x\":0}");
        _log.InputDidNotFit("DUCK3", "pulse", "Stick {\"fails\":false}");
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.InputDidNotFit("KITE7", "arena", "Stick {\"x\":0}");

        _lines.Lines.Select(line => (line.Id, line.Level)).Should().Equal(Enumerable.Repeat((1209, LogLevel.Information), 3));
        _lines.Lines[0].Text.Should().StartWith("An input of arena in room KITE7 counts as none, as it does not fit Stick {\"x\":0}");
    }

    public void Dispose() => _services.Dispose();
}
