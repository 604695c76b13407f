using System.CommandLine;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge doctor</c>: says what this machine has to run models on, and what stands in the way of more. Loads libtorch when asked to.</summary>
internal static class DoctorCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var device = DeviceOption.Create();
        var libTorch = new Option<bool>("--libtorch") { Description = "Load libtorch too, which training and exporting need." };
        var json = CommonOptions.Json();
        var command = new Command("doctor", "Check what this machine has to run models; exits with 1 when the device that was asked for does not work.") { device, libTorch, json };
        command.SetAction(parsed =>
        {
            var machine = MachineDiagnosis.Create(parsed.GetRequiredValue(device), parsed.GetValue(libTorch));
            if (parsed.GetValue(json)) terminal.Output.WriteLine(CliJson.Write(MachineView.ToJson(machine)));
            else MachineView.Print(machine, terminal);
            return machine.Holds ? ExitCode.Done : ExitCode.DoesNotHold;
        });
        return command;
    }
}
