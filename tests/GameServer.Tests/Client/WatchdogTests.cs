using GameServer.Client;

namespace GameServer.Tests.Client;

public class WatchdogTests
{
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(5);
    private readonly Watchdog _watchdog = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2.5), Dead, TimeSpan.Zero);

    [Fact, Trait("rule", "CON-6")]
    public void A_silent_link_is_shaky_after_two_and_a_half_seconds_and_given_up_within_five()
    {
        var looks = Looks(until: Dead, heard: _ => TimeSpan.Zero);

        looks.First(look => look.Health == Health.Shaky).At.Should().Be(TimeSpan.FromSeconds(2.5));
        looks.First(look => look.Health == Health.Dead).At.Should().BeLessThanOrEqualTo(Dead).And.BeGreaterThan(TimeSpan.FromSeconds(4.5));
    }

    [Fact]
    public void A_quiet_link_is_asked_every_second_and_a_busy_one_now_and_then()
    {
        Looks(TimeSpan.FromSeconds(4), heard: _ => TimeSpan.Zero).Where(look => look.Ping).Select(look => look.At.TotalSeconds)
            .Should().Equal(1, 2, 3, 4);

        Looks(TimeSpan.FromSeconds(12), heard: now => now, from: TimeSpan.FromSeconds(4)).Where(look => look.Ping).Select(look => look.At.TotalSeconds)
            .Should().Equal(7, 10);
    }

    [Fact]
    public void One_byte_makes_a_link_good_again()
    {
        Looks(TimeSpan.FromSeconds(3), heard: _ => TimeSpan.Zero).Last().Health.Should().Be(Health.Shaky);

        _watchdog.Look(TimeSpan.FromSeconds(3.25), heard: TimeSpan.FromSeconds(3.2)).Health.Should().Be(Health.Good);
    }

    [Fact, Trait("rule", "CON-6")]
    public void After_a_sleep_the_link_is_asked_and_has_one_second_to_answer()
    {
        var awake = TimeSpan.FromMinutes(30);

        var (health, ping) = _watchdog.Look(awake, heard: TimeSpan.Zero);

        health.Should().Be(Health.Shaky, "while it slept nothing could be heard");
        ping.Should().BeTrue();
        Looks(awake + TimeSpan.FromSeconds(1.25), heard: _ => TimeSpan.Zero, from: awake)
            .First(look => look.Health == Health.Dead).At.Should().Be(awake + TimeSpan.FromSeconds(1));
    }

    private List<(TimeSpan At, Health Health, bool Ping)> Looks(TimeSpan until, Func<TimeSpan, TimeSpan> heard, TimeSpan from = default)
    {
        List<(TimeSpan, Health, bool)> looks = [];
        for (var now = from + _watchdog.Interval; now <= until; now += _watchdog.Interval)
        {
            var (health, ping) = _watchdog.Look(now, heard(now));
            looks.Add((now, health, ping));
        }
        return looks;
    }
}
