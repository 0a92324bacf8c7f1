using System.Reflection;
using System.Security.Cryptography;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// One run of a fault test: its seed, its history, and what becomes of both when it fails: the history is kept in
/// TestResults/histories, and one line says how to run the same again.
/// </summary>
public sealed class FaultRun
{
    /// <summary>A net for waits that must end; no measure of anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly List<Func<string>> _logs = [];

    private FaultRun(string name, int seed)
    {
        _name = name;
        Seed = seed;
        Chance = new Random(seed);
    }

    /// <summary>Drawn anew for each run, unless the environment's FAULT_SEED repeats one.</summary>
    public int Seed { get; }

    /// <summary>The run's lot. For one thread.</summary>
    public Random Chance { get; }

    /// <summary>The run's history.</summary>
    public Recorder History { get; } = new();

    /// <summary>Since it began.</summary>
    public TimeSpan Elapsed => TimeSpan.FromMilliseconds(History.Now);

    /// <summary>Something else that is kept with the history of a failed run: the log of a server.</summary>
    public void Keeps(Func<string> log)
    {
        lock (_logs) _logs.Add(log);
    }

    /// <summary>Runs a test's body; whatever fails in it, the history and the way back to it are kept. FAULT_KEEP=1 keeps them always.</summary>
    /// <param name="test">The test's name, which the replay hint filters by.</param>
    /// <param name="body">The faults and what must be true of them.</param>
    public static async Task OfAsync(string test, Func<FaultRun, Task> body)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULT_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(1, 1_000_000);
        var run = new FaultRun(test, seed);
        try
        {
            await body(run);
            if (Environment.GetEnvironmentVariable("FAULT_KEEP") is not null) run.Keep();
        }
        catch (Exception e)
        {
            throw new FaultRunException($"{e.Message}\n{run.Keep()}", e);
        }
    }

    /// <summary>
    /// Waits until everybody in the room stands at its head, which ends the run's faults; or until <paramref name="patience"/> is over:
    /// the oracle then says who does not.
    /// </summary>
    public async Task SettleAsync(string room, TimeSpan patience)
    {
        var settled = History.AllReachHead(room);
        await Task.WhenAny(settled, Task.Delay(patience, TimeProvider.System));
        History.Add(new Line { What = LineKind.End });
    }

    /// <summary>The oracle finds nothing wrong with the history.</summary>
    /// <param name="isAlone">It had the machine to itself. Beside others, what came late says more of two cores than of the server, and is left to the runs that are alone.</param>
    public void ShouldHold(bool isAlone = true)
    {
        var lines = History.Lines;
        var violations = Oracle.Judge(new History(lines)).Where(violation => isAlone || !violation.IsLate).ToList();
        Figures.Judged(lines.Count, violations);
        if (violations.Count > 0) Assert.Fail($"{violations.Count} promises were broken, the first: {string.Join('\n', violations.Take(5))}");
    }

    /// <summary>The oracle finds this invariant broken: a run that passes where it must not is a harness that does not bite.</summary>
    public void ShouldBreak(params string[] oneOf)
    {
        var violations = Oracle.Judge(new History(History.Lines));
        violations.Select(v => v.Invariant).Should().Contain(v => oneOf.Contains(v), "plain groups break {0}", string.Join(" or ", oneOf));
        Figures.ControlFailed(_name[.._name.IndexOf('_', StringComparison.Ordinal)]);
    }

    /// <summary>The folder of GameServer.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GameServer.sln"))) folder = folder.Parent ?? throw new InvalidOperationException($"No GameServer.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }

    private string Keep()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "TestResults", "histories"));
        var file = Path.Combine(folder.FullName, $"{_name}-{Seed}.jsonl");
        File.WriteAllLines(file, History.Lines.Select(l => l.ToString()));
        lock (_logs) File.WriteAllText(Path.ChangeExtension(file, "log"), string.Join("\n--\n", _logs.Select(log => log())));
        var commit = typeof(Oracle).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return $"""
            History: {file} ({History.Lines.Count} lines, version {commit})
            Again: FAULT_SEED={Seed} dotnet test tests/GameServer.IntegrationTests --filter "FullyQualifiedName~{_name}"
            """;
    }
}

/// <summary>A fault run failed; the message ends with how to repeat it.</summary>
public sealed class FaultRunException(string message, Exception inner) : Exception(message, inner);
