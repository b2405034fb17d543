// A small convolutional network, trained by several processes: each takes its part of every batch, and all get the mean of the gradients.
//   dotnet run --project examples/DataParallel [PICTURE.svg] [--processes 4]
// starts 1, 2, 4, ... processes of its own one after the other, compares what they learn, and exits with 1 if a number is not what it
// should be. On one machine with torchrun, or on two with the address of the first, the same program is one of the processes:
//   torchrun --no-python --nproc-per-node 4 DataParallel
//   RANK=0 WORLD_SIZE=2 MASTER_ADDR=10.0.0.1 MASTER_PORT=29500 GLOO_SOCKET_IFNAME=eth0 DataParallel      (on the second: RANK=1)
using System.Globalization;
using DataParallelExample;
using Examples;

if (Environment.GetEnvironmentVariable("RANK") is not null)
    return Training.Run(args is ["--parameters", string file] ? file : null);

int flag = Array.IndexOf(args, "--processes");
int most = flag >= 0 ? int.Parse(args[flag + 1], CultureInfo.InvariantCulture) : 4;
string picture = args.Where((_, i) => flag < 0 || i != flag && i != flag + 1).FirstOrDefault() ?? "dataparallel.svg";
var checks = new Checks();
var counts = new List<int>();
for (int count = 1; count <= most; count *= 2)
    counts.Add(count);

Result[] results = [.. counts.Select(count =>
{
    Console.WriteLine($"{count} {(count == 1 ? "process" : "processes")}:");
    return Launcher.Run(count);
})];
for (int i = 0; i < results.Length; i++)
{
    checks.AtMost($"exit code of {counts[i]} processes", results[i].ExitCode, 0);
    checks.AtMost($"largest difference of a parameter of {counts[i]} from that of one process",
        results[i].Parameters.Zip(results[0].Parameters, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(1).Max(), 1e-10);
}
int cores = Environment.ProcessorCount;
double[] processes = [.. counts.Select(count => (double)count)], speed = [.. results.Select(each => results[0].Seconds / each.Seconds)];
Console.WriteLine($"speed-up on {cores} cores: "
    + string.Join(", ", counts.Zip(speed, (count, up) => string.Create(CultureInfo.InvariantCulture, $"{count} processes {up:F2}"))));
Chart.Save(picture, new Chart($"Training on {cores} cores", "processes", "speed-up") { WholeNumbers = true }
    .Line("measured", processes, speed)
    .Line($"as many as {cores} cores allow", processes, [.. processes.Select(count => Math.Min(count, cores))], dashed: true));
return checks.ExitCode;
