using GameServer.Client;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The README's lines for the C# client, built and run.</summary>
internal static class ClientSample
{
    public static async Task RunAsync(Uri url)
    {
        // README
        await using var client = new GameClient(new() { Url = url, Name = "Ann" });
        await client.ConnectAsync();
        var room = await client.PlayAsync("relay");
        var ack = await room.SendAsync("emit", "wave", new { to = "everybody" }); // applied and durable, also across a reconnect
        Console.WriteLine(ack.Ok ? $"it is event {ack.Seq}" : ack.Reason);
        await foreach (var item in room.ReadAsync())
        {
            if (item is RoomItem.Snapshot now) Console.WriteLine($"at {now.Seq}: {now.State}");
            if (item is RoomItem.Event it) Console.WriteLine($"{it.Seq}: {it.From} {it.Type} {it.Data}");
        }
        // README
    }
}
