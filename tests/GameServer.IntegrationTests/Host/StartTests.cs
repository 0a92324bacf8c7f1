using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GameServer.IntegrationTests.Readme;

namespace GameServer.IntegrationTests.Host;

/// <summary>The process: what it says when it cannot start, and its flags.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gameserver-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--GameServer:Limits:MaxRoms=5", "GameServer:Limits:MaxRoms is no setting; the nearest one is GameServer:Limits:MaxRooms.")]
    [InlineData("--GameServer:Limits:MaxRooms=many", "GameServer:Limits:MaxRooms is \"many\": it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--GameServer:Limits:MaxRooms=0", "GameServer:Limits:MaxRooms is 0: it must be a whole number from 1 to 1,000,000.")]
    [InlineData("--urls=nonsense", "Invalid url: 'nonsense'")]
    public async Task Nonsense_in_the_settings_refuses_the_start(string argument, string sentence)
    {
        var run = await RunAsync(argument);

        Refused(run).Should().Be(sentence);
    }

    [Fact]
    public async Task A_taken_port_refuses_the_start()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var run = await RunAsync($"--urls={address}");

        Refused(run).Should().Contain(address).And.Contain("already in use").And.Contain("--urls");
    }

    [Fact]
    public async Task A_taken_operators_port_refuses_the_start()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var run = await RunAsync($"--GameServer:Ops:Port={port}");

        Refused(run).Should().Contain($"127.0.0.1:{port}").And.Contain("already in use").And.Contain("GameServer:Ops:Port");
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_refuses_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "data"), "a file stands in the way");

        var run = await RunAsync();

        Refused(run).Should().Contain(Path.Combine(_folder, "data")).And.Contain("GameServer:DataDirectory");
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_refuses_to_start()
    {
        await using var first = await ServerProcess.StartAsync();

        var run = await RunAsync($"--GameServer:DataDirectory={Path.Combine(first.Folder, "data")}");

        Refused(run).Should().Contain("Another server").And.Contain("GameServer:DataDirectory");
    }

    [Fact]
    public async Task A_settings_file_that_is_no_JSON_refuses_the_start()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), "{ \"GameServer\": ");

        var run = await RunAsync();

        Refused(run).Should().Contain("appsettings.json");
    }

    [Fact]
    public async Task The_settings_can_be_looked_at_without_starting()
    {
        var run = await RunAsync("--check-config", "--GameServer:Room:LogEvents", "64");

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainMatch("GameServer:Limits:MaxRooms*5000").And.ContainMatch("GameServer:Room:LogEvents*64*(default 10000)");
        run.Output.Should().OnlyContain(line => line.StartsWith("GameServer:"));
        Directory.Exists(Path.Combine(_folder, "data")).Should().BeFalse("nothing was started");
    }

    [Fact]
    public async Task A_password_is_shown_nowhere()
    {
        var checkedOnly = await RunAsync("--check-config", "--GameServer:Journal", "postgres", "--GameServer:Postgres:Connection", "Host=127.0.0.1;Password=hunter2");
        var refused = await RunAsync("--GameServer:Journal", "postgres", "--GameServer:Postgres:Connection", "Host=127.0.0.1;Port=1;Password=hunter2");

        checkedOnly.Output.Should().Contain(line => line.StartsWith("GameServer:Postgres:Connection") && line.Contains(" ***")).And.NotContainMatch("*hunter2*");
        Refused(refused).Should().Contain("The database cannot be reached").And.NotContain("hunter2");
    }

    [Fact]
    public async Task Settings_that_would_refuse_the_start_are_refused_when_looked_at()
    {
        var run = await RunAsync("--check-config", "--GameServer:Room:LogEvents", "1");

        Refused(run).Should().Contain("GameServer:Room:LogEvents is 1");
    }

    [Fact]
    public async Task The_types_of_its_games_are_written_without_starting()
    {
        var printed = await RunAsync("--types");
        var written = await RunAsync("--types=types.ts");

        var types = ReadmeFile.ReadSource("src/web/games/types.ts");
        (printed.ExitCode, written.ExitCode).Should().Be((0, 0));
        printed.Output.Should().Equal(types.Split('\n', StringSplitOptions.RemoveEmptyEntries), "the page is built with the types of these games");
        written.Output.Should().BeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(_folder, "types.ts"))).Should().Be(types);
        Directory.Exists(Path.Combine(_folder, "data")).Should().BeFalse("nothing was started");
    }

    [Fact]
    public async Task The_health_check_of_a_container_asks_the_running_server()
    {
        await using var server = await ServerProcess.StartAsync();

        var well = await RunAsync("--healthcheck", $"--urls={server.Address}");
        server.Terminate();
        await server.ExitAsync();
        var gone = await RunAsync("--healthcheck", $"--urls={server.Address}");

        well.ExitCode.Should().Be(0);
        gone.ExitCode.Should().Be(1);
        gone.Errors.Should().ContainSingle().Which.Should().Contain("does not answer");
    }

    private Task<ProcessRun> RunAsync(params string[] arguments) =>
        ProcessRun.OfAsync(_folder, ["--urls=http://127.0.0.1:0", "--GameServer:Ops:Port=0", .. arguments]);

    private static string Refused(ProcessRun run)
    {
        run.ExitCode.Should().NotBe(0);
        foreach (var line in run.Output) JsonDocument.Parse(line).RootElement.TryGetProperty("exception", out _).Should().BeFalse("a sentence says it all");
        run.Output.Should().Contain(line => line.Contains("\"id\":1003"), "the log says it, too");
        return run.Errors.Should().ContainSingle("one sentence says it").Which;
    }
}
