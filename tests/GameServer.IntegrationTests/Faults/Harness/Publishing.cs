using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Fills rooms from inside the server, faster than any client could.</summary>
internal static class Publishing
{
    private const int Together = 250;

    /// <summary>Publishes so many events to everybody, in few turns; completes when the last is durable.</summary>
    public static async Task FillAsync(this Node node, string room, int events, int padding = 0)
    {
        var data = RawJson.From(new { padding = new string('.', padding) });
        for (var left = events; left > 0; left -= Together)
            await Task.WhenAll(Enumerable.Range(0, Math.Min(left, Together)).Select(_ => node.PublishAsync(room, "fill", data))).WaitAsync(FaultRun.Patience);
    }
}
