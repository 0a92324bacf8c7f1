using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using GameServer.Benchmarks;

// In this process: the generated project of the default way would need the repository's package settings laid around it.
var config = ManualConfig.CreateEmpty()
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "gameserver-benchmarks"))
    .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);

if (args is ["sparks"])
{
    Console.WriteLine(await SparksRun.PlayAsync(rooms: 200));
    return;
}
if (args.Length > 0)
{
    BenchmarkSwitcher.FromAssembly(typeof(Results).Assembly).Run(args, config);
    return;
}
var sparks = await SparksRun.PlayAsync(rooms: 200);
var summary = BenchmarkSwitcher.FromAssembly(typeof(Results).Assembly).RunAllJoined(config);
Results.Write(summary, sparks);
