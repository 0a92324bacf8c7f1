using System.Text;
using GameServer.IntegrationTests.Faults;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The README's C# lines are those of <see cref="ClientSample"/>, and they do what they say.</summary>
[Collection(FaultCollection.Name)]
public class ClientSampleTests
{
    [Fact]
    public void The_README_shows_the_lines_that_are_built()
    {
        var source = ReadmeFile.ReadSource("tests/GameServer.IntegrationTests/Readme/ClientSample.cs");
        var lines = source.Split("        // README\n")[1].Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line);
        var sample = string.Join('\n', lines).Replace("Url = url", "Url = new Uri(\"http://localhost:8080\")", StringComparison.Ordinal);

        ReadmeFile.Text.Should().Contain($"```csharp\n{sample}```\n");
    }

    [Fact]
    public Task They_enter_a_room_and_read_what_happens_there() => FaultRun.OfAsync(nameof(They_enter_a_room_and_read_what_happens_there), async run =>
    {
        await using var server = await ServerHost.StartAsync(run);
        var before = Console.Out;
        await using var output = new Until(" wave {\"to\":\"everybody\"}");
        Console.SetOut(output);
        try
        {
            var running = () => ClientSample.RunAsync(server.Address).WaitAsync(FaultRun.Patience);

            await running.Should().ThrowAsync<SeenException>("the sample reads on until it is stopped");
        }
        finally
        {
            Console.SetOut(before);
        }

        output.ToString().Should().MatchRegex("it is event \\d+\n").And.Contain("\"members\"", "the snapshot comes first");
    });

    private sealed class SeenException : Exception;

    /// <summary>Keeps what is written and stops who writes, once a line ends as expected.</summary>
    private sealed class Until(string ending) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.Write(value + "\n");
            if (value?.EndsWith(ending, StringComparison.Ordinal) == true) throw new SeenException();
        }
    }
}
