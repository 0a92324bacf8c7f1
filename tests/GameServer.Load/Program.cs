using GameServer.LoadTool;

if (args is ["serve", var kind])
{
    await Serving.RunAsync(kind);
    return 0;
}
return Command.Run(args);
