using System.Globalization;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// A crowd as a process of its own, so that what its clients cost delays nobody in the server's: it connects, all at once, enters its rooms, loses its connections,
/// and when a line comes it returns, all at once. Each step ends with a line: <c>entered SECONDS ROOM...</c>, <c>live SECONDS REFUSED</c>.
/// </summary>
internal static class CrowdProgram
{
    private const int PerRoom = 4;

    public static async Task<int> RunAsync(Uri server, int clients, int missed)
    {
        var crowd = Enumerable.Range(0, clients).Select(i => new Returning(seed: i, missed)).ToList();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(crowd.Select(member => member.ConnectAsync(server)));
        await Task.WhenAll(crowd.Chunk(PerRoom).Select(EnterAsync));
        var seconds = Seconds(began);
        foreach (var member in crowd) member.Drop();
        Console.WriteLine($"entered {seconds} {string.Join(' ', crowd.Chunk(PerRoom).Select(table => table[0].Room))}");

        await Console.In.ReadLineAsync();
        began = TimeProvider.System.GetTimestamp();
        var refused = await Task.WhenAll(crowd.Select((member, i) => member.ReturnAsync(server, failsOnce: i % 2 == 0)));
        seconds = Seconds(began);
        if (crowd.Find(member => member.Got != missed) is { } wrong) throw new InvalidOperationException($"Of {missed} events that it missed one member of {wrong.Room} got {wrong.Got}.");
        Console.WriteLine($"live {seconds} {refused.Sum()}");
        foreach (var member in crowd) await member.DisposeAsync();
        return 0;
    }

    private static async Task EnterAsync(Returning[] table)
    {
        await table[0].EnterAsync(room: null);
        foreach (var member in table[1..]) await member.EnterAsync(table[0].Room);
    }

    private static string Seconds(long began) => TimeProvider.System.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
