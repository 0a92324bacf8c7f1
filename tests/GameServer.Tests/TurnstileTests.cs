using GameServer.Engine;
using GameServer.Reliability;

namespace GameServer.Tests;

/// <summary>One thread cannot show a lost wake-up: here are real ones, and turnstiles with the mistakes that lose it.</summary>
public sealed class TurnstileTests
{
    [Fact]
    public void One_is_inside_and_the_others_make_it_look_again()
    {
        var turnstile = new Turnstile();
        turnstile.Enter().Should().BeTrue();
        var look = turnstile.Look();

        turnstile.Enter().Should().BeFalse();
        turnstile.TryEnter().Should().BeFalse();

        turnstile.TryLeave(look).Should().BeFalse("somebody came");
        turnstile.TryLeave(turnstile.Look()).Should().BeTrue();
        turnstile.TryEnter().Should().BeTrue("it is empty again");
    }

    [Fact, Trait("rule", "DLV-2")]
    public async Task No_wake_up_is_lost_between_real_threads()
    {
        var rounds = Figures.Count(10_000_000, 200_000_000);

        var stress = new Stress<Real>();
        await stress.RunAsync(rounds);

        Figures.Write("turnstile", new { Rounds = stress.Rounds, stress.Lost });
        stress.Lost.Should().Be(0, "whoever leaves has seen everything that was posted before");
    }

    [Fact]
    public async Task A_turnstile_without_the_second_look_loses_wake_ups() => (await LossesAsync<WithoutSecondLook>()).Should().BePositive();

    [Fact]
    public async Task A_turnstile_without_a_full_fence_loses_wake_ups() => (await LossesAsync<WithoutFence>()).Should().BePositive();

    /// <summary>However unlucky, what is wrong shows itself some time; a sound one would run for hours.</summary>
    private static async Task<long> LossesAsync<T>() where T : struct, IWay
    {
        var stress = new Stress<T>();
        for (var i = 0; i < 1_000 && stress.Lost == 0; i++) await stress.RunAsync(1_000_000);
        return stress.Lost;
    }

    /// <summary>How a poster makes sure that what it posted is looked at.</summary>
    private interface IWay
    {
        /// <summary>Something was posted: <paramref name="look"/> for it, or leave it to who is inside.</summary>
        void Wake(Action look);

        /// <summary>True: nobody is inside, so nobody will look; the caller is inside now.</summary>
        bool TryEnter();

        /// <summary>Whoever came meanwhile relies on one more look.</summary>
        void Leave(Action look);
    }

    /// <summary>Two threads post, and wait each time until somebody has looked.</summary>
    private sealed class Stress<T> where T : struct, IWay
    {
        private const int Threads = 2;

        private readonly Action _look;
        private T _way = new();
        private long _posted;
        private long _found;
        private long _lost;
        private long _rounds;

        public Stress() => _look = Look;

        public long Lost => Volatile.Read(ref _lost);

        public long Rounds => Volatile.Read(ref _rounds);

        public Task RunAsync(long rounds) => Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () => Post(rounds / Threads), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        private void Post(long rounds)
        {
            for (var i = 0L; i < rounds; i++)
            {
                var mine = Interlocked.Increment(ref _posted);
                _way.Wake(_look);
                for (var wait = new SpinWait(); Volatile.Read(ref _found) < mine; wait.SpinOnce(sleep1Threshold: -1)) Check(mine);
            }
            Interlocked.Add(ref _rounds, rounds);
        }

        // If nobody is inside and it was not found, nobody was woken.
        private void Check(long mine)
        {
            if (!_way.TryEnter()) return;
            if (Volatile.Read(ref _found) < mine)
            {
                Interlocked.Increment(ref _lost);
                Look();
            }
            _way.Leave(_look);
        }

        private void Look() => Volatile.Write(ref _found, Volatile.Read(ref _posted));
    }

    private struct Real : IWay
    {
        private Turnstile _turnstile;

        public void Wake(Action look)
        {
            if (_turnstile.Enter()) Leave(look);
        }

        public bool TryEnter() => _turnstile.TryEnter();

        public void Leave(Action look)
        {
            int seen;
            do
            {
                seen = _turnstile.Look();
                look();
            }
            while (!_turnstile.TryLeave(seen));
        }
    }

    /// <summary>Leaves without asking whether somebody came.</summary>
    private struct WithoutSecondLook : IWay
    {
        private int _inside;

        public void Wake(Action look)
        {
            if (!TryEnter()) return;
            look();
            Leave(look);
        }

        public bool TryEnter() => Interlocked.CompareExchange(ref _inside, 1, 0) == 0;

        public void Leave(Action look) => Interlocked.Exchange(ref _inside, 0);
    }

    /// <summary>Looks again after leaving, but lets the processor look before it has left.</summary>
    private struct WithoutFence : IWay
    {
        private int _inside;
        private int _came;

        public void Wake(Action look)
        {
            Interlocked.Increment(ref _came);
            while (TryEnter())
            {
                var came = Volatile.Read(ref _came);
                look();
                Volatile.Write(ref _inside, 0); // and no full fence
                if (Volatile.Read(ref _came) == came) return;
            }
        }

        public bool TryEnter() => Volatile.Read(ref _inside) == 0 && Interlocked.CompareExchange(ref _inside, 1, 0) == 0;

        public void Leave(Action look) => Volatile.Write(ref _inside, 0);
    }
}
