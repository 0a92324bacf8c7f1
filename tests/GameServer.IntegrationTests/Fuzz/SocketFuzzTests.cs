using System.Net.WebSockets;
using System.Text;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>The same over real sockets: whatever a client says after its Hello, others play on.</summary>
public sealed class SocketFuzzTests
{
    private const int Attackers = 8, Burst = 10;

    private static readonly Reliability.Effort Messages = Reliability.Figures.Effort(50_000, 1_000_000);

    [Fact]
    public async Task Fifty_thousand_messages_harm_nobody_else()
    {
        await using var bystanders = await Bystanders.StartAsync();
        var began = TimeProvider.System.GetTimestamp();
        long sent = 0;

        async Task AttackAsync(int seed)
        {
            var random = new Random(seed);
            while (Messages.GoesOn(Interlocked.Read(ref sent), TimeProvider.System.GetElapsedTime(began)))
            {
                await using var attacker = await bystanders.Server.WelcomedAsync("Eve", isPacked: random.Next(2) == 0);
                try
                {
                    for (var isBroken = false; !isBroken && Interlocked.Read(ref sent) < Messages.Most;)
                    {
                        var burst = Enumerable.Range(0, Burst).Select(_ => Message(attacker.IsPacked, random)).ToList();
                        foreach (var message in burst) await attacker.SendBytesAsync(message);
                        Interlocked.Add(ref sent, Burst);
                        await AnswersAsync(attacker, burst);
                        isBroken = random.Next(2) == 0;
                    }
                    // After this one nothing can be understood any more.
                    await attacker.SendBytesAsync(Corpus.Break(Message(attacker.IsPacked, random), random));
                    Interlocked.Increment(ref sent);
                }
                catch (WebSocketException) // It was thrown out.
                {
                }
            }
        }

        var attacks = Enumerable.Range(0, Attackers).Select(i => AttackAsync((i % 2 == 0 ? FuzzRun.FixedSeed : FuzzRun.FreshSeed) + i)).ToArray();
        var over = Task.WhenAll(attacks);
        while (!over.IsCompleted)
        {
            await bystanders.TalkAsync();
            await Task.WhenAny(over, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
        }

        await over;
        await bystanders.ExpectCalmAsync();
        FuzzRun.Note("socket", sent);
    }

    // So far it was read.
    private static async Task AnswersAsync(RawConnection attacker, IEnumerable<byte[]> burst)
    {
        try
        {
            await attacker.CallAsync("Ping", """{"t":1}""");
        }
        catch (Exception e) when (e is not WebSocketException)
        {
            var messages = burst.Select(message => attacker.IsPacked ? Convert.ToHexString(message) : Encoding.UTF8.GetString(message));
            throw new InvalidOperationException($"A connection was neither answered nor closed after:\n{string.Join('\n', messages)}", e);
        }
    }

    private static byte[] Message(bool isPacked, Random random)
    {
        var message = Corpus.Invocation(random);
        while (isPacked && !Corpus.CanPack(message)) message = Corpus.Invocation(random);
        return Corpus.Bytes(message, isPacked);
    }
}
