namespace GameServer.IntegrationTests.Host;

/// <summary>At its start the server warns of what its journal will not keep.</summary>
public sealed class JournalWarningTests
{
    private const int IsMemory = 1007, IsNormal = 1008;

    [Theory]
    [InlineData("sqlite", "full")]
    [InlineData("sqlite", "normal", IsNormal)]
    [InlineData("memory", "normal", IsMemory)]
    public async Task It_says_what_a_crash_or_a_power_loss_may_take(string journal, string durability, params int[] warnings)
    {
        await using var server = await RunningServer.StartAsync(("Journal", journal), ("Durability", durability));

        server.Log.Lines.Select(line => line.Id).Where(id => id is IsMemory or IsNormal).Should().Equal(warnings);
    }
}
