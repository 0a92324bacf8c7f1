using GameServer.Engine;

namespace GameServer.Tests;

public sealed class TurnstileTests
{
    private Turnstile _turnstile;
    private long _posted;
    private long _found;

    [Fact]
    public void One_is_inside_and_the_others_make_it_look_again()
    {
        _turnstile.Enter().Should().BeTrue();
        var look = _turnstile.Look();

        _turnstile.Enter().Should().BeFalse();
        _turnstile.TryEnter().Should().BeFalse();

        _turnstile.TryLeave(look).Should().BeFalse("somebody came");
        _turnstile.TryLeave(_turnstile.Look()).Should().BeTrue();
        _turnstile.TryEnter().Should().BeTrue("it is empty again");
    }

    [Fact, Trait("rule", "DLV-2")]
    public async Task No_wake_up_is_lost_between_real_threads()
    {
        const int Rounds = 2_000_000;
        var posters = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                Interlocked.Increment(ref _posted);
                if (_turnstile.Enter()) Drain();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        await Task.WhenAll(posters);

        _found.Should().Be(2L * Rounds, "whoever leaves has seen everything that was posted before");
    }

    private void Drain()
    {
        int look;
        do
        {
            look = _turnstile.Look();
            _found = Volatile.Read(ref _posted);
        }
        while (!_turnstile.TryLeave(look));
    }
}
