using System.Net.WebSockets;
using GameServer.IntegrationTests.Host;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>The same over real sockets: whatever a client says after its Hello, others play on.</summary>
public sealed class SocketFuzzTests
{
    private const int Messages = 50_000, Attackers = 8, Burst = 10;

    [Fact]
    public async Task Fifty_thousand_messages_harm_nobody_else()
    {
        await using var bystanders = await Bystanders.StartAsync();
        long sent = 0;

        async Task AttackAsync(int seed)
        {
            var random = new Random(seed);
            while (Interlocked.Read(ref sent) < Messages)
            {
                await using var attacker = await bystanders.Server.WelcomedAsync("Eve", isPacked: random.Next(2) == 0);
                try
                {
                    for (var isBroken = false; !isBroken && Interlocked.Read(ref sent) < Messages;)
                    {
                        for (var i = 0; i < Burst; i++, Interlocked.Increment(ref sent)) await attacker.SendBytesAsync(Message(attacker.IsPacked, random));
                        await attacker.CallAsync("Ping", """{"t":1}"""); // so far it was read
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

    private static byte[] Message(bool isPacked, Random random)
    {
        var message = Corpus.Invocation(random);
        while (isPacked && !Corpus.CanPack(message)) message = Corpus.Invocation(random);
        return Corpus.Bytes(message, isPacked);
    }
}
