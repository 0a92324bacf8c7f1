using GameServer.IntegrationTests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The README's lines for an application's own code are those of <see cref="Announcer"/>, and they do what they say.</summary>
public sealed class PublishSampleTests
{
    [Fact]
    public void The_README_shows_the_lines_that_are_built()
    {
        var parts = ReadmeFile.ReadSource("tests/GameServer.IntegrationTests/Readme/PublishSample.cs").Split("// README\n");
        var usings = parts[0].Split("namespace")[0];

        ReadmeFile.Text.Should().Contain($"```csharp\n{usings}{parts[1]}```\n");
    }

    [Fact]
    public async Task They_reach_a_room_and_a_single_player()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<Announcer>());
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        var announcer = server.Services.GetRequiredService<Announcer>();

        await announcer.TellRoomAsync(room);
        await announcer.InviteAsync(ann.PlayerId, room);

        (await ann.EventAsync(room, "weather")).GetProperty("data").GetRawText().Should().Be("""{"wind":3,"sky":"grey"}""");
        (await ann.EventAsync(ann.PlayerId, "invited")).GetProperty("data").GetProperty("room").GetString().Should().Be(room);
    }
}
